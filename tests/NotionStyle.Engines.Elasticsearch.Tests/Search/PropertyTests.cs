using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

/// <summary>Random queries on random documents, answered again by a plain evaluator over the same JSON.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Words = ["ant", "bee", "cat", "dog", "elk", "fox"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_queries_find_what_a_plain_evaluator_finds(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var index = new TestIndex(
            """{"properties":{"text":{"type":"text"},"key":{"type":"keyword"},"n":{"type":"integer"},"real":{"type":"double"}}}"""
        );
        var documents = new Dictionary<string, JsonObject>();
        for (var number = 0; number < 150; number++)
        {
            var id = "d" + random.Next(120);
            var document = JsonNode.Parse(Document(random).ToJsonString())!.AsObject();
            documents[id] = document;
            index.Add(id, document.ToJsonString());
            if (random.Next(30) == 0)
                index.Cut();
        }
        for (var run = 0; run < 150; run++)
        {
            var query = JsonNode.Parse(Query(random, 3).ToJsonString())!.AsObject();
            var expected = documents.Where(pair => Matches(query, pair.Value)).Select(pair => pair.Key);
            Assert.True(
                index.Found(query.ToJsonString())
                    == string.Join(' ', expected.OrderBy(id => id, StringComparer.Ordinal)),
                $"seed {seed}, run {run}: {query.ToJsonString()}"
            );
        }
    }

    [Fact]
    public void The_plain_evaluator_sees_a_planted_fault()
    {
        using var index = new TestIndex("""{"properties":{"n":{"type":"integer"}}}""");
        index.Add("1", """{"n":1}""");
        var wrong = JsonNode.Parse("""{"n":2}""")!.AsObject();
        var query = JsonNode.Parse("""{"range":{"n":{"gte":1,"lte":1}}}""")!.AsObject();
        Assert.NotEqual(index.Found(query.ToJsonString()) == "1", Matches(query, wrong));
    }

    private static JsonObject Document(Random random)
    {
        var document = new JsonObject();
        if (random.Next(5) > 0)
            document["text"] = string.Join(
                ' ',
                Enumerable.Range(0, random.Next(1, 6)).Select(_ => Words[random.Next(Words.Length)])
            );
        if (random.Next(5) > 0)
            document["key"] = new JsonArray([
                .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (JsonNode)Words[random.Next(Words.Length)]),
            ]);
        if (random.Next(5) > 0)
            document["n"] = new JsonArray([
                .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode)random.Next(-5, 15)),
            ]);
        if (random.Next(5) > 0)
            document["real"] = Math.Round((random.NextDouble() * 4) - 2, 2);
        return document;
    }

    private static JsonObject Query(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 9 : 7))
        {
            case 0:
                return new JsonObject { ["term"] = new JsonObject { ["key"] = Words[random.Next(Words.Length)] } };
            case 1:
                return new JsonObject
                {
                    ["terms"] = new JsonObject { ["n"] = new JsonArray(random.Next(-5, 15), random.Next(-5, 15)) },
                };
            case 2:
                return new JsonObject
                {
                    ["range"] = new JsonObject { ["n"] = Bounds(random, () => random.Next(-6, 16)) },
                };
            case 3:
                return new JsonObject
                {
                    ["range"] = new JsonObject
                    {
                        ["real"] = Bounds(random, () => Math.Round((random.NextDouble() * 5) - 2.5, 1)),
                    },
                };
            case 4:
                return new JsonObject
                {
                    ["match"] = new JsonObject
                    {
                        ["text"] = new JsonObject
                        {
                            ["query"] = $"{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]}",
                            ["operator"] = random.Next(2) == 0 ? "and" : "or",
                        },
                    },
                };
            case 5:
                return new JsonObject
                {
                    ["exists"] = new JsonObject { ["field"] = new[] { "text", "key", "n", "real" }[random.Next(4)] },
                };
            case 6:
                return new JsonObject
                {
                    ["prefix"] = new JsonObject { ["key"] = Words[random.Next(Words.Length)][..1] },
                };
            default:
                var query = new JsonObject();
                foreach (var clause in new[] { "must", "filter", "should", "must_not" })
                {
                    if (random.Next(2) == 0)
                        query[clause] = new JsonArray([
                            .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Query(random, depth - 1)),
                        ]);
                }
                if (query["should"] is not null && random.Next(2) == 0)
                    query["minimum_should_match"] = random.Next(3);
                return new JsonObject { ["bool"] = query };
        }
    }

    private static JsonObject Bounds(Random random, Func<JsonNode> value)
    {
        var bounds = new JsonObject();
        if (random.Next(3) > 0)
            bounds[random.Next(2) == 0 ? "gt" : "gte"] = value();
        if (random.Next(3) > 0)
            bounds[random.Next(2) == 0 ? "lt" : "lte"] = value();
        return bounds;
    }

    private static bool Matches(JsonObject query, JsonObject document)
    {
        var (kind, body) = query.First();
        var options = body!.AsObject();
        if (kind == "bool")
            return Bool(options, document);
        if (kind == "exists")
            return Values(document, (string)options["field"]!).Count > 0;
        var (field, value) = options.First();
        var values = Values(document, field).ToList();
        switch (kind)
        {
            case "term":
                return values.Any(one => (string)one! == (string)value!);
            case "prefix":
                return values.Any(one => ((string)one!).StartsWith((string)value!, StringComparison.Ordinal));
            case "terms":
                return values.Any(one => value!.AsArray().Any(other => (int)other! == (int)one!));
            case "match":
                var words = values.SelectMany(one => ((string)one!).Split(' ')).ToHashSet();
                var asked = ((string)value!["query"]!).Split(' ');
                return (string)value["operator"]! == "and" ? asked.All(words.Contains) : asked.Any(words.Contains);
            default:
                return values.Any(one =>
                    value!.AsObject().All(bound => Within((double)one!, bound.Key, (double)bound.Value!))
                );
        }
    }

    private static bool Within(double value, string side, double bound) =>
        side switch
        {
            "gt" => value > bound,
            "gte" => value >= bound,
            "lt" => value < bound,
            _ => value <= bound,
        };

    private static bool Bool(JsonObject query, JsonObject document)
    {
        int Count(string clause) => query[clause]?.AsArray().Count(one => Matches(one!.AsObject(), document)) ?? 0;
        int All(string clause) => query[clause]?.AsArray().Count ?? 0;
        var required = All("must") + All("filter");
        var needed = (int?)query["minimum_should_match"] ?? (required == 0 && All("should") > 0 ? 1 : 0);
        // With nothing required, matching none of the optional clauses is matching nothing, whatever the minimum.
        if (required == 0 && All("should") > 0)
            needed = Math.Max(1, needed);
        return Count("must") == All("must")
            && Count("filter") == All("filter")
            && Count("must_not") == 0
            && Count("should") >= needed;
    }

    private static JsonArray Values(JsonObject document, string field) =>
        document[field] switch
        {
            null => [],
            JsonArray many => many,
            var one => [one.DeepClone()],
        };
}
