using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Whatever is sent as a schema or a value is taken or refused by its place; what is taken is stored so that it reads the same.</summary>
public sealed class SchemaProperties
{
    private static readonly Guid Id = Guid.NewGuid();

    /// <summary>Words that mean something here: what random JSON has to be made of to get anywhere.</summary>
    private static readonly string[] Words =
    [
        .. PropertyTypes.All.Select(t => t.Name()),
        "id",
        "name",
        "type",
        "description",
        "options",
        "groups",
        "color",
        "format",
        "expression",
        "prefix",
        "function",
        "single_property",
        "dual_property",
        "data_source_id",
        "relation_property_name",
        "rollup_property_name",
        "start",
        "end",
        "time_zone",
        "text",
        "content",
        "external",
        "url",
        "lat",
        "lon",
        "Name",
        "Amount",
        "red",
        "euro",
        "2026-01-31",
        "2026-01-31T09:00:00",
        "Europe/Berlin",
        "00000000-0000-4000-8000-000000000001",
        "https://example.com",
        "",
    ];

    [Fact]
    public void Any_schema_is_taken_or_refused()
    {
        var taken = 0;
        ForAll(
            20_000,
            random =>
            {
                var json = Configs(random);
                var draft = new SchemaDraft(Id, "Tasks", null);
                if (!IsTaken(() => draft.ReadNew(Input(json, "body.properties"))))
                    return;
                taken++;
                draft.CheckSize();
                Assert.Single(draft.Properties, p => p.Type == PropertyType.Title);
                AssertReadsTheSame(draft);
            }
        );
        Assert.True(taken > 100, $"only {taken} schemas were taken; the test shows nothing");
    }

    [Fact]
    public void Any_change_of_a_schema_is_taken_or_refused()
    {
        var before = new DataSourceSchema([
            Property(PropertyType.Title) with
            {
                Id = SchemaIds.Title,
                Name = "Name",
            },
            Property(PropertyType.Number) with
            {
                Id = "abcd",
                Name = "Amount",
            },
            Property(PropertyType.Formula) with
            {
                Id = "efgh",
                Name = "text",
                Expression = "prop(\"Amount\") + 1",
            },
        ]);
        var taken = 0;
        ForAll(
            20_000,
            random =>
            {
                var json = Configs(random);
                var draft = new SchemaDraft(Id, "Tasks", before);
                if (!IsTaken(() => draft.ReadChanges(Input(json, "body.properties"))))
                    return;
                taken++;
                Assert.Equal("title", draft.Properties.Single(p => p.Type == PropertyType.Title).Id);
                AssertReadsTheSame(draft);
            }
        );
        Assert.True(taken > 100, $"only {taken} changes were taken; the test shows nothing");
    }

    [Fact]
    public void Any_value_is_taken_and_answered_or_refused()
    {
        var taken = 0;
        ForAll(
            50_000,
            random =>
            {
                var (type, json) = (PropertyTypes.All[random.Next(PropertyTypes.All.Count)], Json(random));
                var property = Property(type);
                var sent = new JsonObject { [type.Name()] = json?.DeepClone() };
                JsonNode? stored = null;
                var made = new List<PropertyOption>();
                if (!IsTaken(() => stored = PropertyValueInput.Read(property, Input(sent, "body.properties.X"), made)))
                    return;
                taken++;
                property = property with { Options = [.. property.Options, .. made] };
                var row = new Record
                {
                    Pointer = RecordPointer.Block(Id),
                    Type = BlockTypes.Page,
                    Properties = new JsonField(new JsonObject { [property.Id] = stored?.DeepClone() }),
                };
                using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
                PropertyValueOutput.Write(
                    writer,
                    property,
                    row,
                    new RowValues(new DataSourceSchema([property])),
                    Names.None,
                    PropertyValueTests.Files
                );
            }
        );
        Assert.True(taken > 100, $"only {taken} values were taken; the test shows nothing");
    }

    /// <summary>Runs a property over seeds; <c>NOTIONSTYLE_TEST_SEED</c> runs one alone.</summary>
    private static void ForAll(int count, Action<Random> property)
    {
        var one = Environment.GetEnvironmentVariable("NOTIONSTYLE_TEST_SEED");
        var seeds = int.TryParse(one, CultureInfo.InvariantCulture, out var given)
            ? [given]
            : Enumerable.Range(0, count).Select(_ => Random.Shared.Next());
        foreach (var seed in seeds)
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"NOTIONSTYLE_TEST_SEED={seed}: {e.Message}", e);
            }
        }
    }

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static JsonNode? Json(Random random, int depth = 5) =>
        random.Next(depth == 0 ? 5 : 9) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => (random.NextDouble() - 0.5) * 200,
            3 or 4 => Word(random),
            5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth - 1))]),
            _ => Object(random, random.Next(5), () => Json(random, depth - 1)),
        };

    /// <summary>Configurations that are nearly right: by some name, one type's name over little.</summary>
    private static JsonObject Configs(Random random) =>
        Object(random, random.Next(1, 4), () => random.Next(6) == 0 ? Json(random) : Config(random));

    private static JsonObject Config(Random random)
    {
        var type = PropertyTypes.All[random.Next(PropertyTypes.All.Count)].Name();
        var json = new JsonObject { [type] = Object(random, random.Next(2), () => Json(random, 3)) };
        if (random.Next(4) == 0)
            json[Word(random)] = Json(random, 2);
        return json;
    }

    private static JsonObject Object(Random random, int count, Func<JsonNode?> value)
    {
        var json = new JsonObject();
        for (var i = 0; i < count; i++)
            json[Word(random)] = value();
        return json;
    }

    private static Input Input(JsonNode? json, string place) => new(JsonSerializer.SerializeToElement(json), place);

    private static bool IsTaken(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (BlockStoreException refusal)
        {
            Assert.Equal(ErrorCode.ValidationError, refusal.Code);
            Assert.Contains("body.properties", refusal.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static void AssertReadsTheSame(SchemaDraft draft)
    {
        // Relations and rollups are whole only when they have been linked.
        var properties = draft.Properties.Where(p => p.Type is not (PropertyType.Relation or PropertyType.Rollup));
        var written = SchemaJson.Write(properties);
        var read = SchemaJson.Read(
            new Record
            {
                Pointer = RecordPointer.Collection(Id),
                Type = DataSource.RecordType,
                Format = new JsonField(new JsonObject { ["schema"] = written.DeepClone() }),
            }
        );
        var again = SchemaJson.Write(read.Properties);
        Assert.True(JsonNode.DeepEquals(written, again), $"{written.ToJsonString()} became {again.ToJsonString()}");
    }

    private static PropertyDefinition Property(PropertyType type) =>
        new()
        {
            Id = "abcd",
            Name = "X",
            Type = type,
            Options = type.HasOptions() ? [new PropertyOption("a", "Name", "red")] : [],
        };
}
