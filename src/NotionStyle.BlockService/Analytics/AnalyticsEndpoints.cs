using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Analytics;

/// <summary><c>GET /v1/analytics/...</c>: about the workspace of the token, or about all of them for the administrator.</summary>
internal sealed class AnalyticsEndpoints(IBlockAnalytics analytics, TimeProvider clock)
{
    private const int PagesMaximum = 100;

    private static readonly Field<long> Limit = Fields.Integer("limit", 1, PagesMaximum, "Pages wanted.").Or(10, "10");

    private static readonly Property Day = new("day", Schema.Day("The day, UTC."));

    public void Map(Api api)
    {
        Map(
            api,
            "blocks-by-type",
            "Blocks by type and day",
            "Alive blocks by their type of now and by the day on which they were made, oldest day first.",
            """{ "day": "2026-11-21", "type": "paragraph", "blocks": 412 }""",
            [Day, new("type", Schema.Text("The type.")), new("blocks", Schema.Integer("Alive blocks."))],
            (scope, range, _, ct) => analytics.BlocksByTypeAndDayAsync(scope, range, ct),
            (writer, row) =>
            {
                writer.WriteString("type", row.Type);
                writer.WriteNumber("blocks", row.Blocks);
            },
            row => row.Day
        );
        Map(
            api,
            "active-editors",
            "Editors by day",
            $"Who edited on each day, oldest day first. Edits are known for {StoreLimits.TransactionRetentionDays} days.",
            """{ "day": "2026-11-21", "editors": 9, "transactions": 1308 }""",
            [
                Day,
                new("editors", Schema.Integer("Different members who committed at least one transaction.")),
                new("transactions", Schema.Integer("Transactions that they committed.")),
            ],
            (scope, range, _, ct) => analytics.ActiveEditorsAsync(scope, range, ct),
            (writer, row) =>
            {
                writer.WriteNumber("editors", row.Editors);
                writer.WriteNumber("transactions", row.Transactions);
            },
            row => row.Day
        );
        Map(
            api,
            "most-edited-pages",
            "Pages by edits",
            $"The pages with the most transactions, most first. Edits are known for {StoreLimits.TransactionRetentionDays} days.",
            """
            {
              "space_id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01",
              "page_id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01",
              "title": "Reading list",
              "transactions": 57
            }
            """,
            [
                new("space_id", Schema.Id("The page's workspace.")),
                new("page_id", Schema.Id("The page.")),
                new("title", Schema.Text("Its title as plain text.")),
                new("transactions", Schema.Integer("Transactions that changed it or a block on it.")),
            ],
            (scope, range, limit, ct) => analytics.MostEditedPagesAsync(scope, range, limit, ct),
            (writer, row) =>
            {
                writer.WriteString("space_id", row.SpaceId);
                writer.WriteString("page_id", row.PageId);
                writer.WriteString("title", row.Title);
                writer.WriteNumber("transactions", row.Transactions);
            },
            day: null,
            hasLimit: true
        );
        Map(
            api,
            "growth",
            "Growth by day",
            "Blocks that were made on each day, and how many there were at its end, oldest day first.",
            """{ "day": "2026-11-21", "created": 590, "total": 48213 }""",
            [
                Day,
                new("created", Schema.Integer("Blocks made on the day, alive or trashed since.")),
                new("total", Schema.Integer("Blocks made up to its end.")),
            ],
            (scope, range, _, ct) => analytics.GrowthAsync(scope, range, ct),
            (writer, row) =>
            {
                writer.WriteNumber("created", row.Created);
                writer.WriteNumber("total", row.Total);
            },
            row => row.Day
        );
    }

    private void Map<T>(
        Api api,
        string name,
        string summary,
        string description,
        string rowExample,
        IReadOnlyList<Property> row,
        Func<AnalyticsScope, AnalyticsRange, int, CancellationToken, Task<IReadOnlyList<T>>> ask,
        Action<Utf8JsonWriter, T> write,
        Func<T, DateOnly>? day,
        bool hasLimit = false
    )
    {
        var doc = new EndpointDoc(
            "analytics"
                + CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name).Replace("-", "", StringComparison.Ordinal),
            "Analytics",
            summary,
            description
                + "\n\nA workspace's token asks about its workspace; the administrator's token asks every shard."
        )
        {
            Query = hasLimit
                ? new QueryShape(AnalyticsDays.From, AnalyticsDays.To, Limit)
                : new QueryShape(AnalyticsDays.From, AnalyticsDays.To),
            Answer = Schema.Of(
                "The rows.",
                Schema.Object("list"),
                new Property("from", Schema.Day("The first day.")),
                new Property("to", Schema.Day("The last day.")),
                new Property("results", Schema.List("The rows.", Schema.Of("A row.", row)))
            ),
            AnswerExample = $$"""
                {"object": "list", "from": "2026-10-24", "to": "2026-11-22", "results": [{{rowExample}}]}
                """,
        };
        api.ForEither(HttpMethods.Get, "/v1/analytics/" + name, doc, AnswerAsync);

        async Task AnswerAsync(HttpContext context, Actor? actor)
        {
            var query = context.Request.Query;
            var range = AnalyticsDays.Read(query, clock.GetUtcNow());
            var limit = hasLimit ? (int)query.Get(Limit) : 0;
            var rows = await ask(new AnalyticsScope(actor?.SpaceId), range, limit, context.RequestAborted);

            var writer = JsonAnswer.Begin(context);
            writer.WriteStartObject();
            writer.WriteString("object", "list");
            WriteDay(writer, "from", range.From);
            WriteDay(writer, "to", range.To);
            writer.WriteStartArray("results");
            foreach (var item in rows)
            {
                writer.WriteStartObject();
                if (day is not null)
                    WriteDay(writer, "day", day(item));
                write(writer, item);
                writer.WriteEndObject();
                await JsonAnswer.SendPieceAsync(context, writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            JsonAnswer.End(writer);
        }
    }

    private static void WriteDay(Utf8JsonWriter writer, string name, DateOnly day) =>
        writer.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
