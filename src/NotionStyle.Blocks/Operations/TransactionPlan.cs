using System.Text.Json;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>
/// What has to be read before a transaction can be judged: the records that it changes (locked, in one order, so that two
/// transactions cannot wait for each other in a ring) and the records that its arguments name.
/// </summary>
public sealed class TransactionPlan
{
    private TransactionPlan(
        IReadOnlyList<RecordPointer> changed,
        IReadOnlyList<RecordPointer> referenced,
        bool isStructural
    )
    {
        Changed = changed;
        Referenced = referenced;
        IsStructural = isStructural;
    }

    /// <summary>The records that operations point to, each once, in the order in which they are locked.</summary>
    public IReadOnlyList<RecordPointer> Changed { get; }

    /// <summary>Records that arguments name as parents or children and that no operation points to.</summary>
    public IReadOnlyList<RecordPointer> Referenced { get; }

    /// <summary>
    /// Whether the transaction may move a record that exists, or change a grant. Two moves can make a cycle that neither makes alone, on records
    /// that have nothing in common; so moves within one workspace take turns. Text edits, inserts and reorders do not.
    /// </summary>
    public bool IsStructural { get; }

    /// <summary>Reads the plan off the operations.</summary>
    public static TransactionPlan Of(Transaction transaction)
    {
        var changed = new HashSet<RecordPointer>();
        var referenced = new HashSet<RecordPointer>();
        var structural = false;
        var tableApart = transaction.Operations.Any(NamesTableApart);
        foreach (var operation in transaction.Operations)
        {
            changed.Add(operation.Pointer);
            structural |= TouchesTree(operation);
            CollectReferences(operation, referenced, tableApart);
        }

        // Locked like what is changed, so that a version that was found right stays right until the commit.
        foreach (var expected in transaction.Expected)
            changed.Add(expected.Pointer);
        referenced.ExceptWith(changed);
        var ordered = changed.ToArray();
        Array.Sort(ordered, static (a, b) => a.Table != b.Table ? a.Table.CompareTo(b.Table) : a.Id.CompareTo(b.Id));
        return new TransactionPlan(ordered, [.. referenced], structural);
    }

    /// <summary>
    /// A <c>set</c> with an empty path does not: it makes a record, which cannot close a cycle without a child that is moved below it, or it
    /// replaces one, which <see cref="RecordEditor.Replace" /> keeps where it is.
    /// </summary>
    private static bool TouchesTree(Operation operation)
    {
        if (operation.Path.Count > 0)
            return operation.Path[0] is "parent_id" or "parent_table" or "permissions";
        if (operation.Command != OperationCommand.Update || operation.Args.ValueKind != JsonValueKind.Object)
            return false;
        return operation.Args.EnumerateObject().Any(m => m.Name is "parent_id" or "parent_table" or "permissions");
    }

    private static void CollectReferences(Operation operation, HashSet<RecordPointer> references, bool tableApart)
    {
        var args = operation.Args;
        switch (operation.Path)
        {
            case []:
                if (args.ValueKind != JsonValueKind.Object)
                    return;
                if (args.TryGetProperty("parent_id", out var parent) && Id(parent) is { } parentId)
                    AddParent(parentId, tableApart ? null : ParentTable(args), operation.Pointer.Table);
                if (args.TryGetProperty("content", out var content))
                    AddAll(content, references);
                if (args.TryGetProperty("pages", out var pages))
                    AddAll(pages, references);
                break;
            case ["parent_id"]:
                if (Id(args) is { } moved)
                    AddParent(moved, null, operation.Pointer.Table);
                break;
            case ["content"] or ["pages"]:
                if (
                    args.ValueKind == JsonValueKind.Object
                    && args.TryGetProperty("id", out var child)
                    && Id(child) is { } id
                )
                    references.Add(RecordPointer.Block(id));
                AddAll(args, references);
                break;
        }

        // Where the table is not said here, it is the one of the parent before, or another operation says it: all are looked for.
        void AddParent(Guid id, string? table, RecordTable child)
        {
            var isSaid = RecordTables.TryParse(table, out var said);
            foreach (var candidate in child.Parents())
            {
                if (!isSaid || candidate == said)
                    references.Add(new RecordPointer(candidate, id));
            }
        }
    }

    /// <summary>Whether the table of a parent is named without its id: then every id of a parent may belong to it.</summary>
    private static bool NamesTableApart(Operation operation) =>
        operation.Path switch
        {
            [] => ParentTable(operation.Args) is not null && !operation.Args.TryGetProperty("parent_id", out _),
            [var first, ..] => first == "parent_table",
        };

    private static string? ParentTable(JsonElement args) =>
        args.ValueKind == JsonValueKind.Object
        && args.TryGetProperty("parent_table", out var table)
        && table.ValueKind == JsonValueKind.String
            ? table.GetString()
            : null;

    private static void AddAll(JsonElement list, HashSet<RecordPointer> references)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return;
        foreach (var element in list.EnumerateArray())
        {
            if (Id(element) is { } id)
                references.Add(RecordPointer.Block(id));
        }
    }

    private static Guid? Id(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && Guid.TryParse(element.GetString(), out var id) ? id : null;
}
