using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>What a request changes in the properties of a page, thought out by what was read; and in whatever else has to change with them.</summary>
internal sealed class PropertyChanges
{
    private readonly Dictionary<string, JsonNode?> _values = [];
    private readonly DataSourceChanges? _source;
    private readonly RelationChanges _relations;
    private readonly HashSet<Guid> _people = [];
    private readonly HashSet<Guid> _uploads = [];
    private readonly RecordPointer _page;

    /// <param name="page">The page, which may be new.</param>
    /// <param name="version">The version that was read; null for a new page.</param>
    /// <param name="source">The data source that it is a row of; null for none.</param>
    public PropertyChanges(RecordPointer page, long? version, DataSource? source)
    {
        _page = page;
        _source = source is null ? null : new DataSourceChanges(source);
        _relations = new RelationChanges(page, version);
    }

    /// <summary>File uploads that values hold now and did not before.</summary>
    public IEnumerable<Guid> Uploads => _uploads;

    /// <summary>Whether there is a title.</summary>
    public bool HasTitle => _values.GetValueOrDefault(SchemaIds.Title) is not null;

    private DataSourceSchema Schema => _source?.Source.Schema ?? PageOutput.TitleAlone;

    /// <summary>Reads the values of a request, by the names or the ids of properties.</summary>
    /// <param name="properties">The request's <c>properties</c>; nothing when it is not given.</param>
    /// <param name="before">The page as it is; null for a new one.</param>
    public void Read(Input properties, Record? before)
    {
        if (!properties.IsGiven)
            return;
        foreach (var (name, value) in properties.Members())
        {
            var property = Schema.Find(name) ?? throw PageRefusals.NoProperty(name, properties.Place);
            if (_values.ContainsKey(property.Id))
                throw BlockStoreException.Invalid(
                    $"body failed validation: {properties.Place} names the property {Quote.Short(property.Name)} twice, by its name and by its id."
                );
            var stored = ReadValue(property, value);
            switch (property.Type)
            {
                case PropertyType.Relation:
                    _relations.Add(property, before is null ? [] : Ids(property, before), Ids(stored));
                    break;
                case PropertyType.People:
                    _people.UnionWith(Ids(stored).Except(before is null ? [] : Ids(property, before)));
                    break;
                case PropertyType.Files:
                    _uploads.UnionWith(Uploaded(stored).Except(Uploaded(before?.Properties.Node?[property.Id])));
                    break;
            }

            _values[property.Id] = stored;
        }
    }

    /// <summary>Sets the title of a page that the request gives none.</summary>
    public void SetTitle(NotionStyle.Blocks.RichText title) => _values[SchemaIds.Title] = title.ToJson();

    /// <summary>Gives a row that is new in its data source its number.</summary>
    public void TakeNumber()
    {
        if (_source is null)
            return;
        foreach (var property in Schema.Properties.Where(p => p.Type == PropertyType.UniqueId))
            _values[property.Id] = _source.TakeNumber();
    }

    /// <summary>Checks the rows and the people that values name and that are new there.</summary>
    public async Task CheckAsync(IBlockStore store, IWorkspaces workspaces, Actor actor, CancellationToken ct)
    {
        await _relations.CheckAsync(store, actor, ct);
        foreach (var property in Schema.Properties.Where(_relations.Has))
            _values[property.Id] = _relations.ValueOf(property);
        if (_people.Count == 0)
            return;
        var members = await workspaces.ListMembersAsync(actor, ct);
        _people.ExceptWith(members.Select(m => m.UserId));
        if (_people.Count > 0)
            throw BlockStoreException.NotFound($"user with ID: {_people.First()}");
    }

    /// <summary>The properties of a new page.</summary>
    public JsonObject ToObject()
    {
        var properties = new JsonObject();
        foreach (var (id, value) in _values)
        {
            if (value is not null)
                properties[id] = value.DeepClone();
        }

        return properties;
    }

    /// <summary>Sets the values on a page that is there.</summary>
    public void SetOn(TransactionBuilder builder)
    {
        foreach (var (id, value) in _values)
        {
            if (Schema.ById(id) is { Type: PropertyType.Relation } relation && !_relations.Has(relation))
                continue;
            builder.Set(_page, ["properties", id], value);
        }
    }

    /// <summary>Adds what changes beside the page. Comes behind what sets its values.</summary>
    public void AddOthers(TransactionBuilder builder)
    {
        _source?.AddTo(builder);
        _relations.AddTo(builder);
    }

    private JsonNode? ReadValue(PropertyDefinition property, Input value)
    {
        // Of a page in no data source the API takes the title's rich text without an object around it, too.
        if (_source is null && value.Element.ValueKind == JsonValueKind.Array)
            return RichTextInput.Read(value) is { IsEmpty: false } title ? title.ToJson() : null;
        return PropertyValueInput.Read(property, value, _source?.NewOptionsOf(property) ?? []);
    }

    /// <summary>The people or rows that a property has.</summary>
    private static List<Guid> Ids(PropertyDefinition property, Record row) =>
        StoredValue.Read(property, row) is Value.Many many
            ?
            [
                .. many.Items.Select(i =>
                    i switch
                    {
                        Value.Row related => related.Id,
                        Value.Person person => person.Id,
                        _ => Guid.Empty,
                    }
                ),
            ]
            : [];

    /// <summary>The ids of a value that was read from a request.</summary>
    private static List<Guid> Ids(JsonNode? value) =>
        value is JsonArray ids ? [.. ids.Select(id => Guid.Parse(id!.GetValue<string>())).Distinct()] : [];

    private static IEnumerable<Guid> Uploaded(JsonNode? files) =>
        (files as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(f =>
                f["file_upload_id"] is JsonValue id
                && id.GetValueKind() == JsonValueKind.String
                && BlockService.Wire.Ids.TryParse(id.GetValue<string>(), out var upload)
                    ? upload
                    : Guid.Empty
            )
            .Where(id => id != Guid.Empty);
}
