using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Tests.Markdown;

namespace NotionStyle.Blocks.Tests.DataSources;

public sealed class SchemaJsonTests
{
    [Fact]
    public void A_schema_that_was_written_reads_the_same()
    {
        Properties.ForAllSeeds(
            500,
            seed =>
            {
                var schema = new SchemaMaker(seed).Schema();
                var json = SchemaJson.Write(schema.Properties);
                var read = SchemaJson.Read(SchemaMaker.Collection(JsonNode.Parse(json.ToJsonString())));
                var again = SchemaJson.Write(read.Properties);
                return
                    JsonNode.DeepEquals(json, again)
                    && schema.Properties.Select(p => p.Id).SequenceEqual(read.Properties.Select(p => p.Id))
                    ? null
                    : $"{json.ToJsonString()} became {again.ToJsonString()}";
            }
        );
    }

    [Fact]
    public void Any_json_reads_as_a_schema_that_is_one()
    {
        Properties.ForAllSeeds(
            5_000,
            seed =>
            {
                var maker = new SchemaMaker(seed);
                var stored = maker.AnyJson();
                var schema = SchemaJson.Read(SchemaMaker.Collection(stored));
                if (schema.Properties.Count(p => p.Type == PropertyType.Title) != 1)
                    return $"not one title in {stored?.ToJsonString()}";
                if (schema.ById(SchemaIds.Title)?.Type != PropertyType.Title)
                    return $"the title is not under its id in {stored?.ToJsonString()}";
                var json = SchemaJson.Write(schema.Properties);
                var again = SchemaJson.Write(SchemaJson.Read(SchemaMaker.Collection(json)).Properties);
                return JsonNode.DeepEquals(json, again) ? null : $"{json.ToJsonString()} became {again.ToJsonString()}";
            }
        );
    }

    [Fact]
    public void A_title_is_put_in_under_a_name_that_is_free()
    {
        var schema = SchemaJson.Read(
            SchemaMaker.Collection(
                JsonNode.Parse(
                    """{"abcd": {"name": "Name", "type": "number"}, "efgh": {"name": "Name 1", "type": "title"}}"""
                )
            )
        );
        Assert.Equal(["Name 1", "Name"], schema.Properties.Select(p => p.Name));
        Assert.Equal("number", schema.ById("abcd")!.NumberFormat);
    }

    [Fact]
    public void Of_two_properties_with_one_name_the_first_is_taken()
    {
        var schema = SchemaJson.Read(
            SchemaMaker.Collection(
                JsonNode.Parse(
                    """{"abcd": {"name": "X", "type": "number"}, "efgh": {"name": "X", "type": "url"}, "title": {"name": "X", "type": "select"}}"""
                )
            )
        );
        Assert.Equal(["title"], schema.Properties.Select(p => p.Id));
    }

    [Fact]
    public void An_option_that_no_group_names_stands_in_the_first()
    {
        var schema = SchemaJson.Read(
            SchemaMaker.Collection(
                JsonNode.Parse(
                    """
                    {"abcd": {"name": "X", "type": "status", "options": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "2", "name": "c"}, 7],
                              "groups": [{"id": "g", "name": "G", "option_ids": []}, {"id": "h", "name": "H", "option_ids": ["2", "2", "9"]}]}}
                    """
                )
            )
        );
        var status = schema.ById("abcd")!;
        Assert.Equal(["1", "2"], status.Options.Select(o => o.Id));
        Assert.Equal(["1"], status.Groups[0].OptionIds);
        Assert.Equal(["2"], status.Groups[1].OptionIds);
    }

    [Fact]
    public void New_ids_are_four_letters_or_digits_and_free()
    {
        var taken = new HashSet<string>();
        for (var i = 0; i < 2_000; i++)
        {
            var id = SchemaIds.NewProperty(taken.Contains);
            Assert.Matches("^[A-Za-z0-9]{4}$", id);
            Assert.True(taken.Add(id));
        }
    }

    [Fact]
    public void A_free_name_stays_within_its_length()
    {
        var wanted = string.Concat(Enumerable.Repeat("\U0001F600", 50));
        var free = SchemaJson.FreeName(wanted, name => name == wanted);
        Assert.EndsWith(" 1", free, StringComparison.Ordinal);
        Assert.True(free.Length <= SchemaLimits.NameLengthMaximum);
        Assert.False(char.IsHighSurrogate(free[^3]));
    }

    [Fact]
    public void Every_type_is_found_by_its_name()
    {
        foreach (var type in PropertyTypes.All)
        {
            Assert.True(PropertyTypes.TryParse(type.Name(), out var found));
            Assert.Equal(type, found);
        }

        Assert.False(PropertyTypes.TryParse(null, out _));
        Assert.False(PropertyTypes.TryParse("Title", out _));
    }
}
