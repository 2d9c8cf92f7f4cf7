namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>What the Notion API has and this service has not: each is refused by name, with what to use instead where there is something.</summary>
internal sealed class NotOfferedEndpoints : INotionEndpoints
{
    public void Map(NotionApi api)
    {
        api.NotOffered(
            "/v1/views/{**rest}",
            "Views of databases are",
            "Send filter and sorts to POST /v1/data_sources/{data_source_id}/query."
        );
        api.NotOffered(
            "/v1/databases/{database_id}/query",
            "Querying a database as a whole is",
            "Since the version 2025-09-03 its data sources are queried: POST /v1/data_sources/{data_source_id}/query; GET /v1/databases/{database_id} names them."
        );
        api.NotOffered(
            "/v1/pages/{page_id}/markdown",
            "Pages as Markdown are",
            "Read the blocks of the page by GET /v1/blocks/{block_id}/children, and append blocks by PATCH."
        );
        api.NotOffered(
            "/v1/blocks/meeting_notes/{**rest}",
            "Meeting notes are",
            "Append ordinary blocks by PATCH /v1/blocks/{block_id}/children."
        );
        api.NotOffered(
            "/v1/custom_emojis/{**rest}",
            "Lists of custom emojis are",
            "An icon may be an emoji, an external image or a file upload."
        );
        api.NotOffered(
            "/v1/webhooks/{**rest}",
            "Webhooks are",
            "Ask for changes by POST /v1/search, sorted by last_edited_time."
        );
        api.NotOffered(
            "/v1/async_tasks/{**rest}",
            "Asynchronous tasks are",
            "Every request is done when it is answered."
        );
        api.NotOffered("/v1/agents/{**rest}", "Agents are");
        api.NotOffered("/v1/sessions/{**rest}", "Sessions of agents are");
        api.NotOffered("/v1/threads/{**rest}", "Threads of agents are");
        api.NotOffered("/v1/external_agent_stub/{**rest}", "External agents are");
        // Whoever asks for a token has none yet.
        api.NotOfferedToAnyone(
            "/v1/oauth/{**rest}",
            "OAuth is",
            "The administrator makes a workspace with its first token by POST /v1/workspaces; further tokens come from POST /v1/tokens."
        );
    }
}
