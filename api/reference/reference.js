// Draws the API's own description. A key that is entered stays in this tab.

const ROLES = { reader: "any key", writer: "a writer's or an admin's key", admin: "an admin's key" };

// Which role an operation asks for stands in the description, beside everything else that is said of it.
function sayRoles(document) {
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      if (operation["x-role"]) operation.description = `${operation.description ?? ""}\n\nTakes ${ROLES[operation["x-role"]]}.`;
    }
  }
  return document;
}

addEventListener("load", async () => {
  const response = await fetch("openapi.json");
  SwaggerUIBundle({
    spec: sayRoles(await response.json()),
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: false,
    validatorUrl: null,
  });
});
