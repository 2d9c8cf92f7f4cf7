using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>
/// Checks a snapshot of a whole workspace and says what is wrong with it, each violation a sentence. Knows nothing of transactions, so it can be asked
/// after any of them, of any store.
/// </summary>
/// <remarks>
/// A block keeps <c>alive</c> when only an ancestor is put into the trash; so the rule is that an alive block is listed by its parent, whether or not that
/// parent is in the trash itself. Rows, and all that is no block, are listed by nobody.
/// </remarks>
public static class InvariantChecker
{
    /// <summary>The violations of a snapshot; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<Record> workspace, Guid spaceId)
    {
        var problems = new List<string>();
        var records = new Dictionary<RecordPointer, Record>();
        foreach (var record in workspace)
        {
            if (!records.TryAdd(record.Pointer, record))
                problems.Add($"{record.Pointer} occurs twice.");
        }

        var root = RecordPointer.Space(spaceId);
        if (!records.TryGetValue(root, out var space))
            problems.Add($"{root} is missing.");
        else if (!space.Alive)
            problems.Add($"{root} is in the trash.");

        foreach (var record in records.Values)
        {
            if (record.Version < 1)
                problems.Add($"{record.Pointer} has version {record.Version}, which is less than 1.");
            if (record.Type.Length == 0)
                problems.Add($"{record.Pointer} has no type.");
            if (record.Permissions is not null && record.Pointer.Table != RecordTable.Space && !IsPage(record))
                problems.Add($"{record.Pointer} has grants of its own, but is a {record.Type}, not a page.");
            CheckContent(record, records, problems);
            if (record.Pointer.Table is RecordTable.Space or RecordTable.NotionUser)
            {
                if (record.Parent is { } parent)
                    problems.Add(
                        $"{record.Pointer} has a parent, {parent}, which no {record.Pointer.Table.Name()} has."
                    );
                continue;
            }

            CheckKind(record, records, problems);
            CheckPlace(record, records, root, problems);
        }

        return problems;
    }

    /// <summary>The violations between two snapshots: a version moves by one exactly when the record changed, and nothing vanishes.</summary>
    public static IReadOnlyList<string> CheckStep(IEnumerable<Record> before, IEnumerable<Record> after)
    {
        var problems = new List<string>();
        var now = after.ToDictionary(r => r.Pointer);
        var earlier = before.ToDictionary(r => r.Pointer);
        foreach (var old in earlier.Values)
        {
            if (!now.TryGetValue(old.Pointer, out var record))
            {
                problems.Add($"{old.Pointer} vanished; deletes are soft.");
                continue;
            }

            var differences = Snapshot.Differences(old, record, withVersion: false);
            if (record.Version == old.Version && differences.Count > 0)
                problems.Add($"{old.Pointer} changed ({string.Join(", ", differences)}), but its version did not.");
            else if (record.Version != old.Version && record.Version != old.Version + 1)
                problems.Add($"{old.Pointer} went from version {old.Version} to {record.Version} in one transaction.");
            if (record.CreatedTime != old.CreatedTime || record.CreatedBy != old.CreatedBy)
                problems.Add($"{old.Pointer} changed its created stamps.");
        }

        foreach (var record in now.Values)
        {
            if (!earlier.ContainsKey(record.Pointer) && record.Version != 1)
                problems.Add($"{record.Pointer} is new and has version {record.Version}, not 1.");
        }

        return problems;
    }

    private static bool IsPage(Record record) => record is { Pointer.Table: RecordTable.Block, Type: "page" };

    private static void CheckKind(Record record, Dictionary<RecordPointer, Record> records, List<string> problems)
    {
        var type = record.Pointer.Table switch
        {
            RecordTable.Collection => "collection",
            RecordTable.Discussion => "discussion",
            RecordTable.Comment => "comment",
            RecordTable.FileUpload => "file_upload",
            _ => record.Type,
        };
        if (record.Type != type)
            problems.Add($"{record.Pointer} is of type {record.Type}, which only blocks may choose.");
        if (record.Parent is not { } parent)
            return;
        var fits = (record.Pointer.Table, parent.Table) switch
        {
            (RecordTable.Block, RecordTable.Block or RecordTable.Space) => true,
            (RecordTable.Block, RecordTable.Collection) => IsPage(record),
            (RecordTable.Collection, RecordTable.Block) => records.GetValueOrDefault(parent)
                is not { Type: not "child_database" },
            (RecordTable.Discussion, RecordTable.Block) => true,
            (RecordTable.Comment, RecordTable.Discussion) => true,
            (RecordTable.FileUpload, RecordTable.Space) => true,
            _ => false,
        };
        if (!fits)
            problems.Add(
                $"{record.Pointer}, a {record.Type}, cannot hang below {parent}, a {records.GetValueOrDefault(parent)?.Type}."
            );
    }

    private static void CheckContent(Record record, Dictionary<RecordPointer, Record> records, List<string> problems)
    {
        var seen = new HashSet<Guid>();
        if (record.Content.Count > 0 && record.Pointer.Table is not (RecordTable.Block or RecordTable.Space))
            problems.Add($"{record.Pointer} lists children, which only a block or a workspace does.");
        foreach (var id in record.Content)
        {
            if (!seen.Add(id))
                problems.Add($"{record.Pointer} lists block {id} twice.");
            else if (!records.TryGetValue(RecordPointer.Block(id), out var child))
                problems.Add($"{record.Pointer} lists block {id}, which does not exist.");
            else if (child.Parent != record.Pointer)
                problems.Add($"{record.Pointer} lists block {id}, whose parent is {child.Parent}.");
            else if (!child.Alive)
                problems.Add($"{record.Pointer} lists block {id}, which is in the trash.");
        }
    }

    private static void CheckPlace(
        Record record,
        Dictionary<RecordPointer, Record> records,
        RecordPointer root,
        List<string> problems
    )
    {
        if (record.Parent is not { } parent)
        {
            problems.Add($"{record.Pointer} has no parent.");
            return;
        }

        var isListed =
            record.Pointer.Table == RecordTable.Block && parent.Table is RecordTable.Block or RecordTable.Space;
        if (
            isListed
            && record.Alive
            && records.TryGetValue(parent, out var holder)
            && !holder.Content.Contains(record.Pointer.Id)
        )
            problems.Add($"{record.Pointer} is alive, but its parent {parent} does not list it.");

        var passed = new HashSet<RecordPointer> { record.Pointer };
        RecordPointer? next = parent;
        while (next is { } at && at != root)
        {
            if (!passed.Add(at))
            {
                problems.Add($"{record.Pointer} does not reach the workspace: its ancestors go in a circle at {at}.");
                return;
            }

            if (!records.TryGetValue(at, out var ancestor))
            {
                problems.Add($"{record.Pointer} does not reach the workspace: its ancestor {at} does not exist.");
                return;
            }

            next = ancestor.Parent;
        }

        if (next is null)
            problems.Add($"{record.Pointer} does not reach the workspace: its chain of parents ends before.");
    }
}
