using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>
/// <c>GET /v1/pages/{page_id}/properties/{property_id}</c>: the whole of one property, where a page shows the beginning. Texts, people, relations and rollups come as a list
/// of items in parts, everything else as one item.
/// </summary>
internal sealed class PropertyItems(PageReader pages, PageAnswers answers, TimeProvider time)
{
    /// <summary>The types whose values are lists of property items, in a rollup as well.</summary>
    private static readonly string[] Lists = ["title", "rich_text", "people", "relation"];

    public async Task AnswerAsync(NotionRequest request)
    {
        var part = Paging.Of(request.Http.Request);
        var page = await pages.ReadAsync(request.Actor, request.PathId("page_id"), request.Aborted);
        var wanted = (string)request.Http.Request.RouteValues["property_id"]!;
        var answer = await answers.ReadAsync(request, [page], wanted: [wanted]);
        var schema = answer.SourceOf(page)?.Schema ?? PageOutput.TitleAlone;
        var property = schema.Find(wanted) ?? throw PageRefusals.NoProperty(wanted);
        // The rows of a rollup are written one by one, and only those of this part.
        answer.ValuesOf(page).RowsShown = 0;
        using var value = Value(answer, page, property);
        if (GroupsOf(property, page, answer, value.RootElement) is { } groups)
        {
            WriteList(request, page, property, value.RootElement, groups, part);
            return;
        }

        var writer = JsonAnswer.Begin(request.Http);
        writer.WriteStartObject();
        writer.WriteString("object", "property_item");
        foreach (var member in value.RootElement.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    /// <summary>The property as the page shows it.</summary>
    private static JsonDocument Value(PageAnswer answer, PlacedRecord page, PropertyDefinition property) =>
        Written(writer =>
            PropertyValueOutput.Write(writer, property, page.Record, answer.ValuesOf(page), answer.Names, answer.Files)
        );

    private static JsonDocument Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    /// <summary>The items of a property that is a list; null for one that is a single value.</summary>
    private static List<Group>? GroupsOf(
        PropertyDefinition property,
        PlacedRecord page,
        PageAnswer answer,
        JsonElement value
    )
    {
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.RichText:
                using (
                    var text = Written(writer =>
                        RichTextOutput.Write(writer, DataSource.TextOf(page.Record, property.Id), answer.Names)
                    )
                )
                    return
                    [
                        .. text
                            .RootElement.EnumerateArray()
                            .Select(r => Group.Of(new Item(property.Type.Name(), r.Clone()))),
                    ];
            case PropertyType.People or PropertyType.Relation:
                return StoredValue.Read(property, page.Record) is Value.Many many
                    ? [.. many.Items.Select(Group.Of)]
                    : [];
            case PropertyType.Rollup when answer.ValuesOf(page).ShownBy(page.Record, property) is { } shown:
                return
                [
                    .. shown.Rows.Select(row => new Group(
                        row.Pointer.Id,
                        () =>
                        {
                            using var item = Written(writer =>
                            {
                                writer.WriteStartObject();
                                ComputedValueOutput.WriteItemMembers(writer, row, shown, answer.Names, answer.Files);
                                writer.WriteEndObject();
                            });
                            return [.. Flat(item.RootElement.Clone())];
                        }
                    )),
                ];
            case PropertyType.Rollup:
                return value.GetProperty("rollup").TryGetProperty("array", out var array)
                    ? [.. array.EnumerateArray().SelectMany(Flat).Select(Group.Of)]
                    : [];
            default:
                return null;
        }
    }

    /// <summary>The items of one value that a rollup shows: of a list each, of anything else the value itself.</summary>
    private static IEnumerable<Item> Flat(JsonElement shown)
    {
        var type = shown.GetProperty("type").GetString()!;
        var value = shown.GetProperty(type);
        return Lists.Contains(type) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(v => new Item(type, v))
            : [new Item(type, value)];
    }

    private void WriteList(
        NotionRequest request,
        PlacedRecord page,
        PropertyDefinition property,
        JsonElement value,
        List<Group> groups,
        PageRequest part
    )
    {
        var (pageId, now) = (page.Record.Pointer.Id, time.GetUtcNow());
        var question = KeysetCursor.QuestionOf(request.Actor, "property", property.Id);
        var (group, offset) = (0, 0);
        if (part.Cursor is { } cursor)
            (group, offset) = StartOf(groups, KeysetCursor.Decode(cursor, pageId, question, 2, now));
        var writer = JsonAnswer.Begin(request.Http);
        Paging.BeginList(writer);
        string? next = null;
        for (var left = part.Limit; group < groups.Count && next is null; group++, offset = 0)
        {
            var items = groups[group].Items();
            for (; offset < items.Count && next is null; offset++, left--)
            {
                if (left > 0)
                    items[offset].Write(writer, property.Id);
                else
                    next = new KeysetCursor(
                        pageId,
                        question,
                        now,
                        [Key(group), Key(offset)],
                        groups[group].Id ?? pageId
                    ).Encode();
            }
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor", next);
        writer.WriteBoolean("has_more", next is not null);
        writer.WriteString("type", "property_item");
        writer.WriteStartObject("property_item");
        writer.WriteString("id", property.Id);
        writer.WriteString(
            "next_url",
            next is null
                ? null
                : $"{request.BaseUrl}/v1/pages/{pageId}/properties/{Uri.EscapeDataString(property.Id)}?start_cursor={next}"
        );
        WriteWhole(writer, property, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    /// <summary>What the list is of: the value of a rollup that is no list, and else nothing.</summary>
    private static void WriteWhole(Utf8JsonWriter writer, PropertyDefinition property, JsonElement value)
    {
        var type = property.Type.Name();
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        if (property.Type == PropertyType.Rollup)
        {
            foreach (var member in value.GetProperty(type).EnumerateObject())
            {
                if (member.NameEquals("array"))
                {
                    writer.WriteStartArray("array");
                    writer.WriteEndArray();
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>At the person or the row whose turn it is, wherever it stands now; where it stood when it has gone.</summary>
    private static (int Group, int Offset) StartOf(List<Group> groups, KeysetCursor cursor)
    {
        var (stood, offset) = (NumberAt(cursor, 0), NumberAt(cursor, 1));
        var index = groups.FindIndex(g => g.Id == cursor.LastId);
        return index >= 0 ? (index, offset)
            : stood < groups.Count && groups[stood].Id is null ? (stood, offset)
            : (stood, 0);
    }

    private static string Key(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int NumberAt(KeysetCursor cursor, int key) =>
        int.TryParse(cursor.Keys[key], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw KeysetCursor.NotOurs();

    /// <summary>Items that come from one person or row, or one item alone.</summary>
    /// <param name="Id">The person or the row; null for none.</param>
    /// <param name="Items">Makes the items: only those that are answered are made.</param>
    private readonly record struct Group(Guid? Id, Func<IReadOnlyList<Item>> Items)
    {
        public static Group Of(Item item) => new(null, () => [item]);

        public static Group Of(Value value) =>
            value switch
            {
                Value.Person { Id: var id } => new Group(id, () => [new Item("people", id)]),
                Value.Row { Id: var id } => new Group(id, () => [new Item("relation", id)]),
                _ => throw new ArgumentException($"{value} is neither a person nor a row.", nameof(value)),
            };
    }

    /// <summary>One item of a list: a value that was written already, or a person or a row.</summary>
    private readonly struct Item
    {
        private readonly string _type;
        private readonly JsonElement _value;
        private readonly Guid _id;

        public Item(string type, JsonElement value) => (_type, _value) = (type, value);

        public Item(string type, Guid id) => (_type, _id) = (type, id);

        public void Write(Utf8JsonWriter writer, string propertyId)
        {
            writer.WriteStartObject();
            writer.WriteString("object", "property_item");
            writer.WriteString("id", propertyId);
            writer.WriteString("type", _type);
            writer.WritePropertyName(_type);
            if (_value.ValueKind != JsonValueKind.Undefined)
            {
                _value.WriteTo(writer);
            }
            else if (_type == "people")
            {
                ObjectJson.WriteUser(writer, _id);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("id", _id);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
    }
}
