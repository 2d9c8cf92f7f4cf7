using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>
/// The form in which a row holds a value, in <c>properties</c> under the property's id. Whatever does not have the form of its type (the operations protocol takes any JSON) reads as no value.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>title, rich_text</term><description>rich text: <c>[["text", [marks]]]</c></description></item>
/// <item><term>number, unique_id</term><description>a JSON number</description></item>
/// <item><term>select, status</term><description>the option's id, a string</description></item>
/// <item><term>multi_select</term><description>option ids, an array of strings</description></item>
/// <item><term>date</term><description><c>{"start": "2026-01-31" or RFC 3339 with an offset, "end"?, "time_zone"?}</c>: <see cref="StoredDate" /></description></item>
/// <item><term>people, relation</term><description>ids, an array of strings with dashes</description></item>
/// <item><term>files</term><description><c>[{"name", "url"} or {"name", "file_upload_id"}]</c></description></item>
/// <item><term>checkbox</term><description><c>true</c>; whatever else is no</description></item>
/// <item><term>url, email, phone_number</term><description>a string</description></item>
/// <item><term>place</term><description>the object as it was given</description></item>
/// </list>
/// Formulas, rollups and the row's own stamps are not stored.
/// </remarks>
public static class StoredValue
{
    /// <summary>The value of a property that is not computed.</summary>
    /// <param name="property">The property.</param>
    /// <param name="row">The row.</param>
    public static Value Read(PropertyDefinition property, Record row)
    {
        switch (property.Type)
        {
            case PropertyType.CreatedTime:
                return Moment(row.CreatedTime);
            case PropertyType.LastEditedTime:
                return Moment(row.LastEditedTime);
            case PropertyType.CreatedBy:
                return new Value.Person(row.CreatedBy);
            case PropertyType.LastEditedBy:
                return new Value.Person(row.LastEditedBy);
            case PropertyType.Formula or PropertyType.Rollup:
                return Value.Nothing;
        }

        var stored = row.Properties.Node?[property.Id];
        return property.Type switch
        {
            PropertyType.Title or PropertyType.RichText => Text(PlainText(stored)),
            PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber => Text(StoredJson.Text(stored)),
            PropertyType.Number or PropertyType.UniqueId => StoredJson.Number(stored) is { } number
                ? new Value.Number(number)
                : Value.Nothing,
            PropertyType.Checkbox => new Value.Flag(StoredJson.Flag(stored) is true),
            PropertyType.Select or PropertyType.Status => Choice(property, stored) ?? Value.Nothing,
            PropertyType.MultiSelect => Many(stored, item => Choice(property, item)),
            PropertyType.Date => StoredDate.Read(stored) is { } range ? new Value.Date(range) : Value.Nothing,
            PropertyType.People => Many(stored, item => StoredJson.Id(item) is { } id ? new Value.Person(id) : null),
            PropertyType.Relation => Many(stored, item => StoredJson.Id(item) is { } id ? new Value.Row(id) : null),
            PropertyType.Files => StoredFile.Read(stored) is { Count: > 0 } files
                ? new Value.Many([.. files.Select(f => new Value.File(f.Name))])
                : Value.Nothing,
            PropertyType.Place => Place(stored),
            _ => Value.Nothing,
        };
    }

    private static Value.Date Moment(DateTimeOffset moment) => new Value.Date(new DateRange(moment, HasTime: true));

    /// <summary>The text of the runs. What is no run adds nothing: a store that has to say the same in SQL cannot check marks.</summary>
    private static string PlainText(JsonNode? stored) =>
        string.Concat(
            StoredJson
                .Items(stored)
                .Select(run => run is JsonArray { Count: > 0 } parts ? StoredJson.Text(parts[0]) : null)
        );

    private static Value Text(string? text) => string.IsNullOrEmpty(text) ? Value.Nothing : new Value.Text(text);

    private static Value.Choice? Choice(PropertyDefinition property, JsonNode? stored)
    {
        if (StoredJson.Text(stored) is not { } id)
            return null;
        for (var rank = 0; rank < property.Options.Count; rank++)
        {
            if (property.Options[rank].Id == id)
                return new Value.Choice(id, property.Options[rank].Name, rank);
        }

        return null;
    }

    /// <summary>The items that are values, each once; no value when there are none.</summary>
    private static Value Many(JsonNode? stored, Func<JsonNode?, Value?> read)
    {
        var seen = new HashSet<Value>();
        var items = new List<Value>();
        foreach (var item in StoredJson.Items(stored))
        {
            if (read(item) is { } value && seen.Add(value))
                items.Add(value);
        }

        return items.Count == 0 ? Value.Nothing : new Value.Many(items);
    }

    private static Value Place(JsonNode? stored) =>
        stored is JsonObject place
        && StoredJson.Number(place["lat"]) is { } lat
        && StoredJson.Number(place["lon"]) is { } lon
            ? Text(
                StoredJson.Text(place["name"], int.MaxValue)
                    ?? StoredJson.Text(place["address"], int.MaxValue)
                    ?? string.Create(CultureInfo.InvariantCulture, $"{lat}, {lon}")
            )
            : Value.Nothing;
}
