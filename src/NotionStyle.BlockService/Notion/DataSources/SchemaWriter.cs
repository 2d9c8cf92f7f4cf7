using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// Puts schemas into transactions. A schema is stored as a whole, so a change holds only for the version that it was thought out by, of every data source that it touches;
/// two people who change it at the same time both have their way, one after the other.
/// </summary>
internal static class SchemaWriter
{
    /// <summary>Sets the schema of a new data source, which the transaction makes.</summary>
    public static async Task CreateAsync(
        SchemaLinker linker,
        TransactionBuilder builder,
        Actor actor,
        SchemaDraft draft,
        Input properties,
        CancellationToken ct
    )
    {
        draft.ReadNew(properties);
        await WriteAsync(linker, builder, actor, draft, ct);
    }

    /// <summary>Changes the schema of a data source as a request says.</summary>
    public static async Task UpdateAsync(
        SchemaLinker linker,
        TransactionBuilder builder,
        Actor actor,
        DataSource source,
        Input properties,
        CancellationToken ct
    )
    {
        var draft = new SchemaDraft(source.Id, source.Title, source.Schema);
        draft.ReadChanges(properties);
        builder.Expect(source.Record.Pointer, source.Record.Version);
        await WriteAsync(linker, builder, actor, draft, ct);
    }

    private static async Task WriteAsync(
        SchemaLinker linker,
        TransactionBuilder builder,
        Actor actor,
        SchemaDraft draft,
        CancellationToken ct
    )
    {
        var others = await linker.LinkAsync(actor, draft, ct);
        if (draft.IsChanged)
            Set(builder, draft);
        foreach (var (other, changed) in others)
        {
            builder.Expect(other.Record.Pointer, other.Record.Version);
            Set(builder, changed);
        }
    }

    private static void Set(TransactionBuilder builder, SchemaDraft draft) =>
        builder.Set(RecordPointer.Collection(draft.Id), SchemaJson.Path, SchemaJson.Write(draft.Properties));
}
