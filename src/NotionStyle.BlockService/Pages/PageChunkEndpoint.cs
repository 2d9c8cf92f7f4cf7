using System.Buffers;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Caching;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Pages;

/// <summary><c>GET /v1/pages/{id}/chunk</c>: a page in reading order, in parts.</summary>
internal sealed class PageChunkEndpoint(
    IBlockStore store,
    TimeProvider clock,
    ServiceMetrics metrics,
    PageCache? cache = null
)
{
    private static readonly Field<long> Limit = Fields
        .Integer("limit", 1, StoreLimits.ChunkMaximum, "Records wanted.")
        .Or(100, "100");

    private static readonly Field<string?> Cursor = Fields.Cursor(
        "cursor",
        $"The `next_cursor` of the chunk before. Good for {StoreLimits.CursorHoursMaximum} hours, whatever is edited meanwhile."
    );

    private static readonly EndpointDoc Doc = new(
        "readPageChunk",
        "Pages",
        "Read a page in reading order",
        """
        The page itself, then its blocks, depth first, as a person reads them. Child pages are listed, not entered. What this token may not read is left out.

        The id may be that of any block; then its subtree is read.
        """
    )
    {
        Query = new QueryShape(Limit, Cursor),
        Answer = Schema.Of(
            "A part of a page.",
            Schema.Object("page_chunk"),
            new Property(
                "records",
                Schema.List(
                    "In reading order; the first chunk begins with the page itself.",
                    Schema.Of(
                        "A record where it stands.",
                        new Property("role", RecordJson.RoleSchema),
                        new Property("depth", Schema.Integer("Levels below the page, which is 0.")),
                        new Property("value", RecordJson.Schema)
                    )
                )
            ),
            new Property("has_more", Schema.Bool("Whether the page goes on.")),
            new Property("next_cursor", Schema.Text("Where it goes on; null at its end.").OrNull())
        ),
        AnswerExample = $$"""
            {
              "object": "page_chunk",
              "records": [{ "role": "editor", "depth": 0, "value": {{Examples.Page}} }],
              "has_more": true,
              "next_cursor": "AQAAAABpIbMAC29vCiqOTVyPDlpffB0uAQ"
            }
            """,
        Refusals = [404],
    };

    public void Map(Api api) => api.ForWorkspace(HttpMethods.Get, "/v1/pages/{id}/chunk", Doc, ReadAsync);

    private async Task ReadAsync(HttpContext context, Actor actor)
    {
        var pageId = context.PathId("id");
        var query = context.Request.Query;
        var limit = (int)query.Get(Limit);
        var cursor = query.Get(Cursor) is { } text ? PageCursor.Decode(text, pageId, clock.GetUtcNow()) : null;
        if (cursor is null && cache is not null)
        {
            PageChunk? read = null;
            var kept = await cache.FindAsync(
                actor,
                pageId,
                limit,
                async () => await ToKeepAsync(actor, read = await ReadAsync()),
                context.RequestAborted
            );
            if (kept is { } json)
                await JsonAnswer.SendAsync(context, json);
            else
                await WriteAsync(context, actor, read ?? await ReadAsync());
        }
        else
            await WriteAsync(context, actor, await ReadAsync());

        async Task<PageChunk> ReadAsync()
        {
            var chunk = await store.ReadPageAsync(
                actor,
                new PageChunkRequest(pageId, limit, cursor),
                context.RequestAborted
            );
            metrics.RecordsRead("page_chunk", chunk.Records.Count);
            return chunk;
        }
    }

    private static async Task WriteAsync(HttpContext context, Actor actor, PageChunk chunk)
    {
        var writer = JsonAnswer.Begin(context);
        await WriteAsync(writer, actor, chunk, () => JsonAnswer.SendPieceAsync(context, writer));
        JsonAnswer.End(writer);
    }

    private static async ValueTask WriteAsync(
        Utf8JsonWriter writer,
        Actor actor,
        PageChunk chunk,
        Func<ValueTask> sendPiece
    )
    {
        writer.WriteStartObject();
        writer.WriteString("object", "page_chunk");
        writer.WriteStartArray("records");
        foreach (var view in chunk.Records)
        {
            WriteView(writer, view, actor.SpaceId);
            await sendPiece();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("has_more", chunk.Next is not null);
        writer.WriteString("next_cursor", chunk.Next?.Encode());
        writer.WriteEndObject();
    }

    /// <summary>The answer as it is kept; null when nobody can say what it depends on, or when it is too long.</summary>
    private async Task<CachedPage?> ToKeepAsync(Actor actor, PageChunk chunk)
    {
        if (chunk.DependsOn is not { } blocks)
            return null;
        var json = new ArrayBufferWriter<byte>(16 * 1024);
        await using var writer = JsonAnswer.Writer(json);
        await WriteAsync(writer, actor, chunk, static () => ValueTask.CompletedTask);
        await writer.FlushAsync();
        return json.WrittenCount <= CachedPage.BytesMaximum
            ? new CachedPage(clock.GetUtcNow(), chunk.Records[0].Role, blocks, json.WrittenMemory)
            : null;
    }

    private static void WriteView(Utf8JsonWriter writer, RecordView view, Guid spaceId)
    {
        writer.WriteStartObject();
        writer.WriteString("role", PermissionList.Name(view.Role));
        writer.WriteNumber("depth", view.Depth);
        writer.WritePropertyName("value");
        RecordJson.Write(writer, view.Record, spaceId);
        writer.WriteEndObject();
    }
}
