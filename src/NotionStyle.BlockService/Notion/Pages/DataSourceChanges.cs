using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.BlockService.Notion.DataSources;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>
/// What the writing of a row changes in its data source: options that are new, and the number that the next row gets. Operations cannot merge either, so the transaction
/// holds only for the version of the data source that was read.
/// </summary>
internal sealed class DataSourceChanges(DataSource source)
{
    private const string NextNumber = "next_unique_id";

    private readonly Dictionary<string, List<PropertyOption>> _newOptions = [];
    private long? _number;

    public DataSource Source { get; } = source;

    /// <summary>The options that values of a property named and that are new; to be added to.</summary>
    public List<PropertyOption> NewOptionsOf(PropertyDefinition property)
    {
        if (!_newOptions.TryGetValue(property.Id, out var options))
            _newOptions[property.Id] = options = [];
        return options;
    }

    /// <summary>The number that a new row gets: the same for every unique_id of the schema.</summary>
    public long TakeNumber()
    {
        var stored = Source.Record.Format.Node?[NextNumber];
        _number ??=
            stored is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue<long>(out var next)
            && next > 0
                ? next
                : 1;
        return _number.Value;
    }

    public void AddTo(TransactionBuilder builder)
    {
        var pointer = Source.Record.Pointer;
        var hasOptions = _newOptions.Values.Any(o => o.Count > 0);
        if (!hasOptions && _number is null)
            return;
        builder.Expect(pointer, Source.Record.Version);
        if (hasOptions)
            AddOptions(builder);
        if (_number is { } taken)
            builder.Set(pointer, ["format", NextNumber], taken + 1);
    }

    private void AddOptions(TransactionBuilder builder)
    {
        var schema = Source
            .Schema.Properties.Select(p =>
                _newOptions.TryGetValue(p.Id, out var options) ? p with { Options = [.. p.Options, .. options] } : p
            )
            .ToList();
        if (SchemaJson.Write(schema).ToJsonString().Length > SchemaLimits.JsonLengthMaximum)
            throw BlockStoreException.Invalid(
                $"The schema of data source {Source.Id} is too large for new options; take some that are there, or remove some first."
            );
        foreach (var property in schema)
        {
            if (_newOptions.TryGetValue(property.Id, out var options) && options.Count > 0)
                builder.Set(
                    Source.Record.Pointer,
                    [.. SchemaJson.Path, property.Id, "options"],
                    SchemaJson.Write(property)["options"]
                );
        }
    }
}
