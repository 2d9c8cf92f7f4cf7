using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>Puts a transaction together inside the program, from the same operations that a client would send.</summary>
/// <param name="spaceId">The workspace of every record in it.</param>
public sealed class TransactionBuilder(Guid spaceId)
{
    private readonly List<Operation> _operations = [];
    private readonly List<RecordVersion> _expected = [];

    /// <summary>Operations so far.</summary>
    public int Count => _operations.Count;

    /// <summary>Makes a record. What is listed in its parent's content has to be put there by <see cref="ListAfter" /> or <see cref="ListBefore" />.</summary>
    /// <param name="pointer">The new record.</param>
    /// <param name="type">Its type.</param>
    /// <param name="parent">Its parent.</param>
    /// <param name="properties">What it says; null for nothing.</param>
    /// <param name="format">How it looks; null for nothing.</param>
    /// <param name="content">Its children, which are made in the same transaction.</param>
    public TransactionBuilder Create(
        RecordPointer pointer,
        string type,
        RecordPointer parent,
        JsonObject? properties = null,
        JsonObject? format = null,
        IEnumerable<Guid>? content = null
    )
    {
        var args = new JsonObject
        {
            ["type"] = type,
            ["parent_id"] = parent.Id.ToString(),
            ["parent_table"] = parent.Table.Name(),
        };
        if (properties is { Count: > 0 })
            args["properties"] = properties;
        if (format is { Count: > 0 })
            args["format"] = format;
        if (content?.Select(id => (JsonNode)id.ToString()).ToArray() is { Length: > 0 } children)
            args["content"] = new JsonArray(children);
        return Add(pointer, [], OperationCommand.Set, args);
    }

    /// <summary>Assigns the last key of a path, such as <c>["properties", "title"]</c>; null takes it away.</summary>
    public TransactionBuilder Set(RecordPointer pointer, IReadOnlyList<string> path, JsonNode? value) =>
        Add(pointer, path, OperationCommand.Set, value);

    /// <summary>Merges members into the object at a path; with an empty path, fields into the record.</summary>
    public TransactionBuilder Update(RecordPointer pointer, IReadOnlyList<string> path, JsonObject members) =>
        Add(pointer, path, OperationCommand.Update, members);

    /// <summary>Puts an id into a list behind another, or last.</summary>
    public TransactionBuilder ListAfter(
        RecordPointer pointer,
        IReadOnlyList<string> path,
        Guid id,
        Guid? after = null
    ) => Add(pointer, path, OperationCommand.ListAfter, Anchor(id, "after", after));

    /// <summary>Puts an id into a list ahead of another, or first.</summary>
    public TransactionBuilder ListBefore(
        RecordPointer pointer,
        IReadOnlyList<string> path,
        Guid id,
        Guid? before = null
    ) => Add(pointer, path, OperationCommand.ListBefore, Anchor(id, "before", before));

    /// <summary>Takes an id out of a list.</summary>
    public TransactionBuilder ListRemove(RecordPointer pointer, IReadOnlyList<string> path, Guid id) =>
        Add(pointer, path, OperationCommand.ListRemove, new JsonObject { ["id"] = id.ToString() });

    /// <summary>The transaction holds only if a record has this version still; see <see cref="Transaction.Expected" />.</summary>
    public TransactionBuilder Expect(RecordPointer pointer, long version)
    {
        _expected.Add(new RecordVersion(pointer, version));
        return this;
    }

    /// <summary>The transaction, under a new id.</summary>
    public Transaction Build() =>
        new(Guid.NewGuid(), spaceId, [.. _operations], UInt128.Zero) { Expected = [.. _expected] };

    private TransactionBuilder Add(
        RecordPointer pointer,
        IReadOnlyList<string> path,
        OperationCommand command,
        JsonNode? args
    )
    {
        _operations.Add(
            new Operation(_operations.Count, pointer, path, command, JsonSerializer.SerializeToElement(args))
        );
        return this;
    }

    private static JsonObject Anchor(Guid id, string name, Guid? anchor)
    {
        var args = new JsonObject { ["id"] = id.ToString() };
        if (anchor is { } there)
            args[name] = there.ToString();
        return args;
    }
}
