using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Sync;

/// <summary><c>POST /v1/sync</c>: brings what a caller has up to date.</summary>
internal sealed class SyncEndpoint(IBlockStore store, ServiceMetrics metrics)
{
    private static readonly Field<RecordTable> Table = Fields.Choice(
        "table",
        "The table that holds the record.",
        [.. RecordTables.All.Select(t => (t.Name(), t))]
    );

    private static readonly Field<Guid> Id = Fields.Id("id", "The record.");

    private static readonly Field<long> Version = Fields.Integer(
        "version",
        -1,
        long.MaxValue,
        "The version that the caller has; -1 for none."
    );

    private static readonly Field<IReadOnlyList<RecordVersion>> Records = Fields.List(
        "records",
        StoreLimits.SyncMaximum,
        new BodyShape("What the caller has.", Table, Id, Version),
        item => new RecordVersion(new RecordPointer(item.Get(Table), item.Get(Id)), item.Get(Version)),
        "The questions."
    );

    private static readonly BodyShape Shape = new("What a caller has.", Records);

    private static readonly EndpointDoc Doc = new(
        "syncRecords",
        "Sync",
        "Ask for what is newer",
        "For each record that the caller has at some version: the record, if there is a newer one. Answers are in the order of the questions."
    )
    {
        Body = Shape.Schema,
        BodyExample = """
            {"records": [{"table": "block", "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01", "version": -1}]}
            """,
        Answer = Schema.Of(
            "The answers.",
            Schema.Object("list"),
            new Property(
                "results",
                Schema.List(
                    "In the order of the questions.",
                    Schema.Of(
                        "What became of one record.",
                        new Property("table", RecordJson.TableSchema),
                        new Property("id", Schema.Id("The record.")),
                        new Property(
                            "status",
                            Schema.Choice(
                                "`current`: the caller's version is the newest. `newer`: here it is. `gone`: there is no such record for this token.",
                                "current",
                                "newer",
                                "gone"
                            )
                        ),
                        new Property("role", RecordJson.RoleSchema, IsRequired: false),
                        new Property("value", RecordJson.Schema, IsRequired: false)
                    )
                )
            )
        ),
        AnswerExample = $$"""
            {
              "object": "list",
              "results": [
                {
                  "table": "block",
                  "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01",
                  "status": "newer",
                  "role": "editor",
                  "value": {{Examples.Page}}
                }
              ]
            }
            """,
    };

    public void Map(Api api) => api.ForWorkspace(HttpMethods.Post, "/v1/sync", Doc, SyncAsync);

    private async Task SyncAsync(HttpContext context, Actor actor)
    {
        var known = await Body.ReadAsync(context, Shape, body => body.Get(Records));
        var results = await store.SyncAsync(actor, known, context.RequestAborted);
        metrics.RecordsRead("sync", results.Count(r => r.View is not null));

        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
        foreach (var result in results)
        {
            Write(writer, result, actor.SpaceId);
            await JsonAnswer.SendPieceAsync(context, writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private static void Write(Utf8JsonWriter writer, SyncResult result, Guid spaceId)
    {
        writer.WriteStartObject();
        writer.WriteString("table", result.Pointer.Table.Name());
        writer.WriteString("id", result.Pointer.Id);
        writer.WriteString("status", Name(result.Status));
        if (result.View is { } view)
        {
            writer.WriteString("role", PermissionList.Name(view.Role));
            writer.WritePropertyName("value");
            RecordJson.Write(writer, view.Record, spaceId);
        }

        writer.WriteEndObject();
    }

    private static string Name(SyncStatus status) =>
        status switch
        {
            SyncStatus.Current => "current",
            SyncStatus.Newer => "newer",
            SyncStatus.Gone => "gone",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
        };
}
