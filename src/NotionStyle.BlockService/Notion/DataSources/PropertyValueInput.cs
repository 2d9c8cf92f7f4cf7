using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads a property of a row as callers send it into the form in which it is stored (<see cref="StoredValue" />).</summary>
/// <remarks>What answers carry is accepted, so that an answer can be sent back: ids beside names, colours, <c>has_more</c>.</remarks>
internal static class PropertyValueInput
{
    /// <summary>Reads one value and checks it by its type; null for no value.</summary>
    /// <param name="property">The property; its options are taken, and options that are new are added to <paramref name="newOptions" />.</param>
    /// <param name="value">The value, such as <c>{"number": 3}</c>.</param>
    /// <param name="newOptions">Options that the value names and the schema has not; Notion makes those of select and multi_select on the way.</param>
    public static JsonNode? Read(PropertyDefinition property, Input value, List<PropertyOption> newOptions)
    {
        var type = property.Type.Name();
        if (!property.IsWritable)
            throw BlockStoreException.Invalid(
                $"body failed validation: {value.Place} is of type {type}, whose values are made by the service and cannot be set. Leave it out."
            );
        value.Object();
        if (value["type"] is { HasValue: true } named && named.Choice(PropertyInput.TypeNames) != type)
            throw named.Refuse($"`\"{type}\"`, the type of the property {Quote.Short(property.Name)}");
        var given = value[type];
        if (!given.IsGiven)
            throw given.Refuse($"defined, because the property {Quote.Short(property.Name)} is of type {type}");
        value.Object("id", "type", type, "has_more");
        return property.Type switch
        {
            PropertyType.Title or PropertyType.RichText => RichTextInput.Read(given) is { IsEmpty: false } text
                ? text.ToJson()
                : null,
            PropertyType.Checkbox => given.Bool() ? true : null,
            PropertyType.MultiSelect => Ids(given, item => OptionInput.Read(property, item, newOptions)),
            PropertyType.People => Ids(given, item => ReadPerson(item).ToString()),
            PropertyType.Relation => Ids(given, item => item.Object("id")["id"].Id().ToString()),
            PropertyType.Files => ReadFiles(given),
            _ when given.IsNull => null,
            PropertyType.Number => given.Number(),
            PropertyType.Select or PropertyType.Status => OptionInput.Read(property, given, newOptions),
            PropertyType.Date => StoredDate.Write(DateInput.Read(given)),
            PropertyType.Url => NotEmpty(given.Text(NotionLimits.UrlMaximum)),
            PropertyType.Email or PropertyType.PhoneNumber => NotEmpty(given.Text(NotionLimits.ContactMaximum)),
            PropertyType.Place => ReadPlace(given),
            _ => throw given.Refuse("not present"),
        };
    }

    private static JsonNode? NotEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>A list of things that are named by ids, each once.</summary>
    private static JsonArray? Ids(Input list, Func<Input, string> read)
    {
        var ids = new List<string>();
        foreach (var item in list.Items(NotionLimits.ReferencesMaximum))
        {
            var id = read(item);
            if (!ids.Contains(id))
                ids.Add(id);
        }

        return ids.Count == 0 ? null : new JsonArray([.. ids.Select(id => (JsonNode)id)]);
    }

    private static Guid ReadPerson(Input item)
    {
        item.Object("object", "id", "name", "avatar_url", "type", "person", "bot");
        if (item["object"] is { HasValue: true } kind && kind.Choice("user", "group") == "group")
            throw kind.Refuse("`\"user\"`; there are no groups of members here");
        return item["id"].Id();
    }

    private static JsonArray? ReadFiles(Input list)
    {
        var files = new JsonArray();
        foreach (var item in list.Items(NotionLimits.ReferencesMaximum))
        {
            var name = item["name"] is { HasValue: true } named ? named.Text(SchemaLimits.NameLengthMaximum, 1) : null;
            var stored = item["file"].IsGiven
                ? new JsonObject { ["file_upload_id"] = ReadKept(item).ToString() }
                : ReadFile(item);
            if (name is not null)
                stored["name"] = name;
            files.Add(stored);
        }

        return files.Count == 0 ? null : files;
    }

    private static JsonObject ReadFile(Input item)
    {
        var file = FileObjects.ReadFile(item) ?? throw item.Refuse("an object with `external` or `file_upload`");
        return FileObjects.UploadOf(file) is { } upload
            ? new JsonObject { ["file_upload_id"] = upload.ToString() }
            : new JsonObject { ["url"] = file["url"]?.DeepClone() };
    }

    /// <summary>A file that an answer of this service showed: its address says which upload it is, <c>/v1/files/{workspace}/{upload}</c>.</summary>
    private static Guid ReadKept(Input item)
    {
        item.Object("type", "name", "file");
        var file = item["file"].Object("url", "expiry_time");
        return
            Uri.TryCreate(file["url"].Text(NotionLimits.UrlMaximum), UriKind.Absolute, out var address)
            && address.AbsolutePath.Split('/') is ["", "v1", "files", var space, var upload, ..]
            && BlockService.Wire.Ids.TryParse(space, out _)
            && BlockService.Wire.Ids.TryParse(upload, out var id)
            ? id
            : throw file["url"].Refuse("an address that this service gave; send other files as `external`");
    }

    private static JsonObject ReadPlace(Input place)
    {
        place.Object("lat", "lon", "name", "address", "aws_place_id", "google_place_id");
        var stored = new JsonObject { ["lat"] = Degrees(place["lat"], 90), ["lon"] = Degrees(place["lon"], 180) };
        foreach (var (name, value) in place.Members())
        {
            if (name is not ("lat" or "lon") && value.HasValue)
                stored[name] = value.Text(NotionLimits.TextMaximum);
        }

        return stored;
    }

    private static double Degrees(Input input, int maximum)
    {
        var number = input.Number();
        return Math.Abs(number) <= maximum ? number : throw input.Refuse($"a number from -{maximum} to {maximum}");
    }
}
