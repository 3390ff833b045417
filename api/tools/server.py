"""The tools over the Model Context Protocol, on HTTP and on stdin and stdout. The only file that speaks it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    CallToolRequestParams,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool
from pydantic import BaseModel, ValidationError

from api.door.callers import Caller
from api.door.parameters import caller_of
from api.door.problems import problem_of
from api.problem import Problem
from api.tools.errors import ToolFailed
from api.tools.toolkit import INSTRUCTIONS, Tool, Toolkit, tools_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

Context = ServerRequestContext[Any, Any]

_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def application(toolkit: Toolkit) -> ASGIApp:
    """Answers messages behind the guard, which says who asks. Every message is by itself: there are no sessions, so
    that any process of several can answer it.
    """
    server = _server(toolkit, _admitted)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        # One JSON body for each: a stream of events would be cut when the server is told to stop.
        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    return answer


def refusal(problem: Problem) -> bytes:
    """A problem as an error of the protocol, with its own JSON as `data`: clients show the message."""
    code = INTERNAL_ERROR if problem.status >= 500 else INVALID_REQUEST
    data = problem.model_dump(mode="json", exclude_none=True)
    said = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=code, message=problem.detail, data=data))
    return said.model_dump_json(by_alias=True).encode()


async def serve_stdio(toolkit: Toolkit, caller: Caller) -> None:
    """Answer messages on stdin until it ends. What anything else prints goes to stderr meanwhile."""
    server = _server(toolkit, lambda _: caller)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _server(toolkit: Toolkit, asking: Callable[[Context], Caller]) -> Server[Any]:
    tools = {tool.name: tool for tool in tools_of(toolkit)}
    listed = ListToolsResult(tools=[_listed(tool) for tool in tools.values()])

    async def list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return listed

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"there is no tool {params.name[:60]!r}: tools/list names those there are")
        try:
            return _result(await tool.use(asking(context), tool.takes.model_validate(params.arguments or {})))
        except Exception as error:
            return CallToolResult(content=[TextContent(type="text", text=_remedy(error))], is_error=True)

    server: Server[Any] = Server(
        "dealdesk",
        title="dealdesk",
        version=version("dealdesk"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.clear()  # traces are ours to make: see api.telemetry
    return server


def _admitted(context: Context) -> Caller:
    assert context.request is not None
    return caller_of(context.request)


def _listed(tool: Tool) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.told,
        input_schema=_without_patterns(tool.takes.model_json_schema()),
        output_schema=tool.gives.model_json_schema(mode="serialization"),
        annotations=_READ_ONLY,
    )


def _without_patterns(schema: Any) -> Any:
    """Hosts check arguments by them in dialects of their own, and some fail at \\p{L}. The tool says what is wrong."""
    if isinstance(schema, list):
        return [_without_patterns(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _without_patterns(each)
        for name, each in schema.items()
        if not (name == "pattern" and isinstance(each, str))
    }


def _result(body: BaseModel) -> CallToolResult:
    """The same twice, as the protocol asks for: agents that know no structured content read the text."""
    return CallToolResult(
        content=[TextContent(type="text", text=body.model_dump_json())], structured_content=body.model_dump(mode="json")
    )


def _remedy(error: Exception) -> str:
    """What went wrong and what to do, in the words of the HTTP door."""
    if isinstance(error, ToolFailed):
        return str(error)
    if isinstance(error, ValidationError):
        found = [{**one, "loc": ("arguments", *one["loc"])} for one in error.errors()]
        error = RequestValidationError(found)
    problem = problem_of(error)
    fields = [f"{each.field}: {each.remedy}" for each in problem.errors or []]
    return "; ".join(fields) or problem.detail
