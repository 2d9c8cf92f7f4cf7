using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>The values of rows of one data source, formulas and rollups computed. For one thread at a time.</summary>
/// <remarks>
/// A rollup looks at related rows, whose property may be a formula or a rollup again, and so on: <see cref="RelatedRows.DepthMaximum" /> data sources deep, and what lies deeper has no
/// value. So a value depends on how deep it is asked for, and is remembered with the depth; a circle of rollups ends there by itself.
/// </remarks>
internal sealed class RowValues
{
    private readonly RelatedRows _related;
    private readonly DateTimeOffset _now;
    private readonly CancellationToken _aborted;
    private readonly int _depth;
    private readonly SourceFormulas _own;
    private readonly ValueAllowance _allowance;
    private readonly Dictionary<(Guid Row, string Property), Value> _computed = [];
    private RowValues? _below;

    /// <summary>Values that nothing was read for: formulas are computed, rollups have no value.</summary>
    public RowValues(DataSourceSchema schema)
        : this(new SourceFormulas(schema), RelatedRows.None, DateTimeOffset.UnixEpoch, default) { }

    public RowValues(SourceFormulas own, RelatedRows related, DateTimeOffset now, CancellationToken aborted)
    {
        _own = own;
        _related = related;
        _now = now;
        _aborted = aborted;
        _allowance = new ValueAllowance(RelatedRows.ValuesMaximum);
    }

    /// <summary>The values one relation further.</summary>
    private RowValues(RowValues above)
    {
        _own = above._own;
        _related = above._related;
        _now = above._now;
        _aborted = above._aborted;
        _allowance = above._allowance;
        _depth = above._depth + 1;
    }

    public DataSourceSchema Schema => _own.Schema;

    /// <summary>How many rows an answer shows of a rollup that shows rows; all of them where a property is asked for by itself.</summary>
    public int RowsShown { get; set; } = NotionLimits.ReferencesShown;

    /// <summary>
    /// The value of a property of one of the rows. What cannot be computed is <see cref="Value.Nothing" />. A formula's value is of one of the four kinds that the API has:
    /// a list, a person, a row or an option is a text, in words, so that filters and sorts see what answers show.
    /// </summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public Value Of(Record row, PropertyDefinition property)
    {
        var value = Inner(row, property);
        return
            property.Type == PropertyType.Formula
            && value is Value.Many or Value.Person or Value.Row or Value.File or Value.Choice
            ? new Value.Text(Words(row, value))
            : value;
    }

    /// <summary>The value as other formulas and rollups see it.</summary>
    private Value Inner(Record row, PropertyDefinition property)
    {
        if (!property.IsComputed)
            return StoredValue.Read(property, row);
        var key = (row.Pointer.Id, property.Id);
        if (_computed.TryGetValue(key, out var known))
            return known;
        var value = _allowance.Take(
            property.Type == PropertyType.Formula ? OfFormula(row, property) : OfRollup(row, property)
        );
        _computed[key] = value;
        return value;
    }

    /// <summary>What the value of a property is, as far as its definition says it.</summary>
    public FormulaType TypeOf(Record row, PropertyDefinition property) =>
        property.Type switch
        {
            PropertyType.Formula => FormulasOf(row).Of(property)?.Type ?? FormulaType.Any,
            PropertyType.Rollup => property.Rollup is { } rollup ? Rollups.TypeOf(rollup.Function) : FormulaType.Any,
            _ => FormulaType.Any,
        };

    /// <summary>A value in words, the names of people and the titles of rows among them.</summary>
    public string Words(Record row, Value value) => Formula.Words(value, Context(row));

    /// <summary>The rows that a rollup shows, with the property of theirs that it shows; null for rollups that show no rows, and where the rows are not known.</summary>
    public ShownRows? ShownBy(Record row, PropertyDefinition property)
    {
        if (property.Rollup is not { } rollup || !Rollups.ShowsRows(rollup.Function))
            return null;
        return Column(row, rollup) is { Target: { } target } column
            ? new ShownRows(
                target,
                [.. Rollups.Shown(rollup.Function, column.Values).Select(at => column.Rows[at])],
                Below
            )
            : null;
    }

    private RowValues Below => _below ??= new RowValues(this);

    private Value OfFormula(Record row, PropertyDefinition property) =>
        FormulasOf(row).Of(property)?.Evaluate(Context(row)) ?? Value.Nothing;

    private Value OfRollup(Record row, PropertyDefinition property) =>
        property.Rollup is { } rollup && Column(row, rollup) is { } column
            ? Rollups.Compute(rollup.Function, column.Values, column.Target)
            : Value.Nothing;

    /// <summary>The rows that a rollup looks at, and their values; null when they were not read.</summary>
    private RollupColumn? Column(Record row, RollupDefinition rollup)
    {
        if (_depth >= RelatedRows.DepthMaximum || _related.Of(row, rollup.RelationPropertyId) is not { } links)
            return null;
        var target = links.Source.Schema.ById(rollup.TargetPropertyId);
        return new RollupColumn(
            target,
            links.Rows,
            [.. links.Rows.Select(other => target is null ? Value.Nothing : Below.Inner(other, target))]
        );
    }

    /// <summary>At the top the rows are those that were asked about; further down they say themselves where they belong.</summary>
    private SourceFormulas FormulasOf(Record row) =>
        _depth > 0 && row.Parent is { } parent ? _related.Source(parent.Id) ?? _own : _own;

    private FormulaContext Context(Record row) =>
        new()
        {
            ValueOf = property => property.Type == PropertyType.Relation ? Links(row, property) : Inner(row, property),
            Now = _now,
            RowId = row.Pointer.Id,
            TitleOf = _related.TitleOf,
            NameOf = _related.NameOf,
            RelatedValueOf = OfRelated,
            Aborted = _aborted,
        };

    /// <summary>A relation as formulas see it: without rows that are in the trash or that the actor may not read.</summary>
    private Value Links(Record row, PropertyDefinition relation) =>
        _related.Of(row, relation.Id) is { Rows: { Count: > 0 } rows }
            ? new Value.Many([.. rows.Select(r => new Value.Row(r.Pointer.Id))])
            : Value.Nothing;

    private Value OfRelated(Guid id, string name) =>
        _depth < RelatedRows.DepthMaximum
        && _related.Row(id) is { Parent: { } parent } row
        && _related.Source(parent.Id)?.Schema.ByName(name) is { } property
            ? Below.Inner(row, property)
            : Value.Nothing;

    private sealed record RollupColumn(
        PropertyDefinition? Target,
        IReadOnlyList<Record> Rows,
        IReadOnlyList<Value> Values
    );
}

/// <summary>The rows that a rollup shows.</summary>
/// <param name="Target">The property of theirs that it shows.</param>
/// <param name="Rows">The rows, in the order of the relation.</param>
/// <param name="Values">Their values.</param>
internal sealed record ShownRows(PropertyDefinition Target, IReadOnlyList<Record> Rows, RowValues Values);
