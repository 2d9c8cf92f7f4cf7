using System.Text;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>One step of a random sequence: the wire form itself, so that any part of a sequence can be run again.</summary>
/// <param name="Actor">Who sends it.</param>
/// <param name="Json">The body.</param>
/// <param name="Kind">What the generator meant, for counting.</param>
public sealed record RandomStep(Actor Actor, string Json, string Kind)
{
    /// <summary>What the sender went by; no part of the wire form.</summary>
    public IReadOnlyList<RecordVersion> Expected { get; init; } = [];

    /// <summary>The transaction, read as the service reads it.</summary>
    public Transaction Read(Guid spaceId) => Build.Read(spaceId, Json) with { Expected = Expected };
}

/// <summary>
/// Random transactions over a workspace, decided by a seed: what clients send, what they send by mistake, and what somebody sends who should not.
/// </summary>
public sealed class RandomOperations(int seed, SampleWorkspace workspace)
{
    private static readonly string[] Types = ["paragraph", "to_do", "heading_1", "toggle", "page"];
    private static readonly string[] Roles = ["none", "reader", "comment_only", "read_and_write", "editor"];

    private readonly Random _random = new(seed);
    private readonly List<RandomStep> _sent = [];

    /// <summary>The next step, given what the workspace holds now.</summary>
    public RandomStep Next(IReadOnlyCollection<Record> state)
    {
        if (_sent.Count > 0 && _random.Chance(0.04))
        {
            var again = _random.Pick(_sent);
            return _random.Chance(0.7)
                ? again with
                {
                    Kind = "repeat",
                }
                : again with
                {
                    Json = again.Json.Replace("\"operations\"", "\"operations\" ", StringComparison.Ordinal),
                    Kind = "id used again",
                };
        }

        // A sorted view: the order of a dictionary must not decide what a seed means.
        var view = new View([.. state.OrderBy(r => r.Pointer.Table).ThenBy(r => r.Pointer.Id)]);
        var (kind, operations) = Transaction(view);
        if (_random.Chance(0.15))
        {
            var (other, more) = Transaction(view);
            operations = [.. operations, .. more];
            kind += " + " + other;
        }

        if (_random.Chance(0.25))
        {
            operations = Damage(view, operations);
            kind += ", damaged";
        }

        var actor = _random.Chance(0.6) ? workspace.Owner : _random.Pick(workspace.Actors);
        var step = new RandomStep(actor, Build.Json(_random.NextGuid(), operations), kind);
        if (_random.Chance(0.1))
            step = step with { Expected = Expected(view), Kind = kind + ", expecting" };
        _sent.Add(step);
        return step;
    }

    /// <summary>The smallest part of a failing sequence that this finds: drops ever smaller runs of steps as long as it still fails.</summary>
    public static List<RandomStep> Shrink(List<RandomStep> steps, Func<IReadOnlyList<RandomStep>, bool> fails)
    {
        for (var size = steps.Count / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= steps.Count; )
            {
                var rest = steps.Take(at).Concat(steps.Skip(at + size)).ToList();
                if (rest.Count > 0 && fails(rest))
                    steps = rest;
                else
                    at += size;
            }
        }

        return steps;
    }

    /// <summary>A sequence as it can be read and sent again.</summary>
    public static string Print(IEnumerable<RandomStep> steps)
    {
        var text = new StringBuilder();
        foreach (var (step, index) in steps.Select((s, i) => (s, i)))
            text.AppendLine($"{index}. {step.Kind}, by {step.Actor.UserId}: {step.Json}");
        return text.ToString();
    }

    private (string Kind, JsonObject[] Operations) Transaction(View view) =>
        _random.Next(19) switch
        {
            0 => ("text", Text(view)),
            1 or 2 => ("insert", Insert(view)),
            3 => ("insert page", InsertPage(view)),
            4 or 5 => ("move", Move(view)),
            6 => ("reorder", Reorder(view)),
            7 => ("trash", Trash(view)),
            8 => ("restore", Restore(view)),
            9 => ("grant", Grants(view)),
            10 => ("type", [Build.Set(view.Any(_random).Pointer, "type", _random.Pick(Types))]),
            11 => ("set content", SetContent(view)),
            12 or 13 => ("row", [NewRow(view)]),
            14 => ("database", NewDatabase(view)),
            15 => ("discussion", NewDiscussion(view)),
            16 => ("comment", [NewComment(view)]),
            17 => ("upload", [NewUpload()]),
            _ => ("replace", Replace(view)),
        };

    private JsonObject[] Text(View view)
    {
        var pointer = view.Any(_random).Pointer;
        var value = new JsonArray(new JsonArray($"text {_random.Next(1000)}"));
        return _random.Next(7) switch
        {
            0 => [Build.Set(pointer, "properties/title", value)],
            1 => [Build.Update(pointer, "", new JsonObject { ["properties"] = new JsonObject { ["title"] = value } })],
            2 => [Build.Update(pointer, "properties", new JsonObject { ["checked"] = value, ["gone"] = null })],
            3 => [Build.Set(pointer, "format/page_icon", "*"), Build.Set(pointer, "format/page_icon", null)],
            4 => [Build.Set(pointer, "properties/title/0/0", "inner")],
            5 => [Build.ListAfter(pointer, view.Any(_random).Pointer.Id, AnyId(view), "properties/people")],
            _ =>
            [
                Build.Update(
                    pointer,
                    "",
                    new JsonObject
                    {
                        ["version"] = 99,
                        ["last_edited_time"] = 1,
                        ["last_edited_by_id"] = _random.NextGuid().ToString(),
                    }
                ),
            ],
        };
    }

    private JsonObject[] Insert(View view)
    {
        var parent = view.AliveParent(_random).Pointer;
        var id = _random.NextGuid();
        var create = Build.Create(id, _random.Pick(Types), parent);
        return [create, List(view, parent, id)];
    }

    private JsonObject NewRow(View view)
    {
        var source = view.In(RecordTable.Collection, _random);
        var more = new JsonObject
        {
            ["properties"] = new JsonObject { ["title"] = new JsonArray(new JsonArray("row")) },
        };
        if (_random.Chance(0.1))
            more["content"] = new JsonArray(AnyId(view).ToString());
        return Build.Create(_random.NextGuid(), _random.Chance(0.9) ? "page" : _random.Pick(Types), source, more);
    }

    private JsonObject[] NewDatabase(View view)
    {
        var parent = _random.Pick(view.Pages).Pointer;
        var (database, source) = (_random.NextGuid(), RecordPointer.Collection(_random.NextGuid()));
        List<JsonObject> operations =
        [
            Build.Make(
                source,
                _random.Chance(0.95) ? "collection" : "page",
                Build.Block(_random.Chance(0.8) ? database : view.AnyBlock(_random).Pointer.Id)
            ),
            Build.Create(database, "child_database", parent),
        ];
        if (parent.Table != RecordTable.Collection)
            operations.Add(List(view, parent, database));
        if (_random.Chance(0.5))
            operations.Add(Build.Create(_random.NextGuid(), "page", source));
        return [.. operations];
    }

    private JsonObject[] NewDiscussion(View view)
    {
        var discussion = new RecordPointer(RecordTable.Discussion, _random.NextGuid());
        return
        [
            Build.Make(new RecordPointer(RecordTable.Comment, _random.NextGuid()), "comment", discussion),
            Build.Make(discussion, "discussion", view.AnyBlock(_random).Pointer),
        ];
    }

    private JsonObject NewComment(View view) =>
        Build.Make(
            new RecordPointer(RecordTable.Comment, _random.NextGuid()),
            "comment",
            view.In(RecordTable.Discussion, _random)
        );

    private JsonObject NewUpload() =>
        Build.Make(
            new RecordPointer(RecordTable.FileUpload, _random.NextGuid()),
            "file_upload",
            RecordPointer.Space(workspace.SpaceId)
        );

    /// <summary>Versions as they are, of a record that changed since, or of one that is not there.</summary>
    private List<RecordVersion> Expected(View view)
    {
        var record = view.Any(_random);
        return _random.Next(4) switch
        {
            0 => [new(record.Pointer, record.Version - 1)],
            1 => [new(record.Pointer, record.Version), new(RecordPointer.Block(_random.NextGuid()), _random.Next(2))],
            _ => [new(record.Pointer, record.Version)],
        };
    }

    private JsonObject[] InsertPage(View view)
    {
        var parent = view.AliveParent(_random).Pointer;
        var (page, first, second) = (_random.NextGuid(), _random.NextGuid(), _random.NextGuid());
        JsonObject? grants = _random.Chance(0.3)
            ? new() { ["permissions"] = new JsonArray(Build.Item(AnyUser(), _random.Pick(Roles))) }
            : null;
        List<JsonObject> operations =
        [
            Build.Create(page, "page", parent, grants),
            List(view, parent, page),
            .. Build.Insert(first, "paragraph", Build.Block(page)),
            .. Build.Insert(second, "to_do", Build.Block(first)),
        ];
        if (_random.Chance(0.3))
        {
            // A new page takes in a block that existed.
            var taken = view.AnyBlock(_random);
            if (taken.Parent is { } from)
                operations.AddRange(Build.Move(taken.Pointer.Id, from, Build.Block(page)));
        }

        return [.. operations];
    }

    private JsonObject[] Move(View view)
    {
        if (_random.Chance(0.15))
            return MoveUnlisted(view);
        var block = view.AnyBlock(_random);
        var target = _random.Chance(0.25)
            ? view.In(RecordTable.Collection, _random)
            : (_random.Chance(0.5) ? view.Pages : view.All)[
                _random.Next(_random.Chance(0.5) ? view.Pages.Count : 1)
            ].Pointer;
        List<JsonObject> operations = _random.Chance(0.8)
            ? [Build.Reparent(block.Pointer.Id, target)]
            :
            [
                Build.Set(block.Pointer, "parent_id", target.Id.ToString()),
                Build.Set(block.Pointer, "parent_table", target.Table.Name()),
            ];
        if (block.Parent is { } from && (Lists(from) || _random.Chance(0.05)))
            operations.Add(Build.ListRemove(from, block.Pointer.Id));
        if (block.Alive && (Lists(target) || _random.Chance(0.05)))
            operations.Add(List(view, target, block.Pointer.Id));
        if (Lists(target) ? _random.Chance(0.02) : _random.Chance(0.4))
            operations.Add(Build.Set(block.Pointer, "type", "page"));
        if (_random.Chance(0.1))
            operations.Insert(0, Build.Set(block.Pointer, "parent_table", "block"));
        return [.. operations];
    }

    /// <summary>A data source, a discussion, a comment or an upload, to where one of its kind hangs, or anywhere.</summary>
    private JsonObject[] MoveUnlisted(View view)
    {
        var record = view.Unlisted(_random);
        var target = _random.Chance(0.7)
            ? _random.Pick([.. view.All.Where(r => r.Pointer.Table == record.Pointer.Table)]).Parent!.Value
            : view.Any(_random).Pointer;
        return
        [
            Build.Update(
                record.Pointer,
                "",
                new JsonObject { ["parent_id"] = target.Id.ToString(), ["parent_table"] = target.Table.Name() }
            ),
        ];
    }

    private static bool Lists(RecordPointer parent) => parent.Table is RecordTable.Block or RecordTable.Space;

    private JsonObject[] Reorder(View view)
    {
        var parent = view.Any(_random);
        var id = parent.Content.Count == 0 ? _random.NextGuid() : _random.Pick(parent.Content);
        return [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => List(view, parent.Pointer, id))];
    }

    private JsonObject[] Trash(View view)
    {
        if (_random.Chance(0.2))
            return [Build.Set(view.Unlisted(_random).Pointer, "alive", false)];
        var block = view.AnyBlock(_random);
        return Lists(block.Parent!.Value) && _random.Chance(0.8)
            ? Build.Trash(block.Pointer.Id, block.Parent!.Value)
            : [Build.Set(block.Pointer, "alive", false)];
    }

    private JsonObject[] Restore(View view)
    {
        var dead = view.All.Where(r => !r.Alive).ToList();
        var block = dead.Count > 0 && _random.Chance(0.9) ? _random.Pick(dead) : view.AnyBlock(_random);
        return block.Parent is not { } parent || block.Pointer.Table != RecordTable.Block || !Lists(parent)
            ? [Build.Set(block.Pointer, "alive", true)]
            : Build.Restore(block.Pointer.Id, parent);
    }

    private JsonObject[] Grants(View view)
    {
        var pointer = (_random.Chance(0.8) ? _random.Pick(view.Pages) : view.Any(_random)).Pointer;
        return _random.Next(4) switch
        {
            0 => [Build.Set(pointer, "permissions", null)],
            1 =>
            [
                Build.Update(
                    pointer,
                    "",
                    new JsonObject
                    {
                        ["permissions"] = new JsonArray(
                            Build.Item(workspace.Owner.UserId, "editor"),
                            Build.Item(null, _random.Pick(Roles))
                        ),
                    }
                ),
            ],
            // The owner stays an editor of the space, or every sequence would soon be about refusals alone.
            _ when pointer.Table == RecordTable.Space =>
            [
                Build.Grant(pointer, workspace.Guest.UserId, _random.Pick(Roles)),
            ],
            _ => [Build.Grant(pointer, AnyUser(), _random.Pick(Roles))],
        };
    }

    private JsonObject[] SetContent(View view)
    {
        var parent = view.Any(_random);
        var ids = parent.Content.ToArray();
        _random.Shuffle(ids);
        var list = ids.ToList();
        if (_random.Chance(0.3) && list.Count > 0)
            list.RemoveAt(0);
        if (_random.Chance(0.3))
            list.Add(AnyId(view));
        return
        [
            Build.Set(
                parent.Pointer,
                _random.Chance(0.8) ? "content" : "pages",
                new JsonArray([.. list.Select(i => (JsonNode?)i.ToString())])
            ),
        ];
    }

    private JsonObject[] Replace(View view)
    {
        var record = view.Any(_random);
        var args = new JsonObject
        {
            ["type"] = _random.Pick(Types),
            ["properties"] = new JsonObject { ["title"] = "r" },
        };
        if (_random.Chance(0.8))
            args["content"] = new JsonArray([.. record.Content.Select(i => (JsonNode?)i.ToString())]);
        if (_random.Chance(0.2))
            args["parent_id"] = AnyId(view).ToString();
        if (_random.Chance(0.2))
            args["permissions"] = new JsonArray(Build.Item(AnyUser(), _random.Pick(Roles)));
        if (_random.Chance(0.2))
            args["alive"] = false;
        return [Build.Set(record.Pointer, "", args)];
    }

    private JsonObject List(View view, RecordPointer parent, Guid id) =>
        _random.Next(4) switch
        {
            0 => Build.ListAfter(parent, id),
            1 => Build.ListBefore(parent, id),
            2 => Build.ListAfter(parent, id, Anchor(view, parent)),
            _ => Build.ListBefore(parent, id, Anchor(view, parent)),
        };

    /// <summary>A child of the parent, or an anchor that has vanished.</summary>
    private Guid Anchor(View view, RecordPointer parent)
    {
        var content = view.All.FirstOrDefault(r => r.Pointer == parent)?.Content ?? [];
        return content.Count > 0 && _random.Chance(0.7) ? _random.Pick(content) : AnyId(view);
    }

    private Guid AnyId(View view) =>
        _random.Next(10) switch
        {
            0 => _random.NextGuid(),
            1 => workspace.SpaceId,
            _ => view.Any(_random).Pointer.Id,
        };

    private Guid? AnyUser() => _random.Chance(0.3) ? null : _random.Pick(workspace.Actors).UserId;

    /// <summary>One thing made wrong, as a client with a fault or an attacker would.</summary>
    private JsonObject[] Damage(View view, JsonObject[] operations)
    {
        var list = operations.ToList();
        var at = _random.Next(list.Count);
        var operation = list[at];
        switch (_random.Next(9))
        {
            case 0 when list.Count > 1:
                list.RemoveAt(at);
                break;
            case 1:
                list.Add((JsonObject)operation.DeepClone());
                break;
            case 2:
                list.Reverse();
                break;
            case 3:
                operation["pointer"]!["id"] = AnyId(view).ToString();
                break;
            case 4:
                operation["pointer"]!["table"] = _random.Pick([.. RecordTables.All.Select(t => t.Name())]);
                break;
            case 5:
                operation["command"] = _random.Pick([
                    "set",
                    "update",
                    "listBefore",
                    "listAfter",
                    "listRemove",
                    "setPermissionItem",
                ]);
                break;
            case 6:
                operation["path"] = RandomJson.Path(_random);
                break;
            case 7:
                operation["args"] = RandomJson.Value(_random, () => AnyId(view));
                break;
            default:
                if (operation["args"] is JsonObject { Count: > 0 } args)
                {
                    var name = _random.Pick([.. args.Select(m => m.Key)]);
                    args[name] = _random.Chance(0.6)
                        ? AnyId(view).ToString()
                        : RandomJson.Value(_random, () => AnyId(view));
                }

                break;
        }

        return [.. list];
    }

    private sealed class View(List<Record> all)
    {
        public List<Record> All { get; } = all;
        public List<Record> Pages { get; } =
        [.. all.Where(r => r.Type == "page" || r.Pointer.Table == RecordTable.Space)];

        public Record Any(Random random) => random.Pick(All);

        /// <summary>A record out of the trash, nearly always one that lists children.</summary>
        public Record AliveParent(Random random)
        {
            var listing = !random.Chance(0.03);
            return random.Pick([.. All.Where(r => r.Alive && (!listing || Lists(r.Pointer)))]);
        }

        /// <summary>A record of a table; one that does not exist when the workspace has none.</summary>
        public RecordPointer In(RecordTable table, Random random) =>
            All.Where(r => r.Pointer.Table == table).ToList() is { Count: > 0 } some
                ? random.Pick(some).Pointer
                : new RecordPointer(table, random.NextGuid());

        /// <summary>A record that hangs somewhere and is no block.</summary>
        public Record Unlisted(Random random) =>
            random.Pick([.. All.Where(r => r.Parent is not null && r.Pointer.Table != RecordTable.Block)]);

        public Record AnyBlock(Random random) => random.Pick([.. All.Where(r => r.Pointer.Table == RecordTable.Block)]);
    }
}
