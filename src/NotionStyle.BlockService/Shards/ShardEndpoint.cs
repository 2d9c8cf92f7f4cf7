using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Shards;

/// <summary><c>GET /v1/shards</c>: where the logical shards live, for the administrator.</summary>
internal sealed class ShardEndpoint(IShardDirectory shards)
{
    private static readonly EndpointDoc Doc = new(
        "listShards",
        "Shards",
        "Read the shard map",
        "All 480 logical shards and the servers that they live on. An epoch grows when its shard moves."
    )
    {
        Answer = Schema.Of(
            "The map.",
            Schema.Object("list"),
            new(
                "results",
                Schema.List(
                    "By number.",
                    Schema.Of(
                        "Where one shard lives.",
                        new("logical_shard", Schema.Integer("The shard, 0 to 479.")),
                        new("schema", Schema.Text("The PostgreSQL schema that holds it.")),
                        new("server", Schema.Text("The server's name.")),
                        new("epoch", Schema.Integer("Grows when the shard moves."))
                    )
                )
            )
        ),
        AnswerExample = """
            {"object": "list", "results": [{"logical_shard": 0, "schema": "shard000", "server": "pg0", "epoch": 1}]}
            """,
        Refusals = [403],
    };

    public void Map(Api api) => api.ForAdmin(HttpMethods.Get, "/v1/shards", Doc, ListAsync);

    private async Task ListAsync(HttpContext context)
    {
        var placements = await shards.ListAsync(context.RequestAborted);
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
        foreach (var placement in placements)
        {
            writer.WriteStartObject();
            writer.WriteNumber("logical_shard", placement.LogicalShard);
            writer.WriteString("schema", placement.Schema);
            writer.WriteString("server", placement.Server);
            writer.WriteNumber("epoch", placement.Epoch);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }
}
