using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>A workspace that random edits go through, and what is known of its shape. What the service refuses is left out of it.</summary>
internal sealed class PageModel(Random random, TestWorkspace owner, IReadOnlyList<TestWorkspace> members)
{
    private static readonly string[] Roles = ["none", "reader", "comment_only", "read_and_write", "editor"];

    private readonly Dictionary<Guid, Guid> _parents = [];
    private readonly HashSet<Guid> _pages = [];
    private readonly HashSet<Guid> _trash = [];

    public IReadOnlyList<TestWorkspace> Everybody { get; } = [owner, .. members];

    public IReadOnlyCollection<Guid> Pages => _pages;

    /// <summary>Two pages side by side and one below, with nested blocks.</summary>
    public async Task BeginAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var page = await InsertAsync(owner, "page", owner.SpaceId);
            await InsertAsync(owner, "paragraph", page);
            await InsertAsync(owner, "toggle", page);
        }

        await InsertAsync(owner, "page", _pages.Order().First());
        await InsertAsync(owner, "toggle", _pages.Order().Last());
    }

    /// <summary>One edit by somebody: of a text, an insert, a move, to the trash or back, or of what somebody may do.</summary>
    public async Task EditAsync()
    {
        var who = random.Chance(0.6) ? owner : random.Pick(Everybody);
        var blocks = _parents.Keys.Order().ToArray();
        var block = random.Pick(blocks);
        var parent = _parents[block];
        switch (random.Next(12))
        {
            case < 4:
                await SendAsync(who, [Build.Set(Build.Block(block), "properties/title", Text())]);
                break;
            case < 7:
                await InsertAsync(
                    who,
                    random.Pick(["paragraph", "paragraph", "toggle", "page"]),
                    random.Pick([.. blocks, owner.SpaceId])
                );
                break;
            case 7:
                var target = random.Pick(blocks);
                if (
                    !_trash.Contains(block) && await SendAsync(who, Build.Move(block, Pointer(parent), Pointer(target)))
                )
                    _parents[block] = target;
                break;
            case 8 or 9 when _trash.Contains(block):
                if (await SendAsync(who, Build.Restore(block, Pointer(parent))))
                    _trash.Remove(block);
                break;
            case 8:
                if (await SendAsync(who, Build.Trash(block, Pointer(parent))))
                    _trash.Add(block);
                break;
            default:
                var page = random.Pick([.. _pages.Order()]);
                // The owner stays one, so that not everything is closed in the end.
                await SendAsync(
                    who,
                    [
                        Build.Grant(
                            Build.Block(page),
                            random.Chance(0.2) ? null : random.Pick(members).OwnerId,
                            random.Pick(Roles)
                        ),
                    ]
                );
                break;
        }
    }

    /// <summary>A text that nobody has written before.</summary>
    public static JsonNode Text() => new JsonArray(new JsonArray($"{Guid.NewGuid()}"));

    private async Task<Guid> InsertAsync(TestWorkspace who, string type, Guid parent)
    {
        var id = random.NextGuid();
        var more = new JsonObject { ["properties"] = new JsonObject { ["title"] = Text() } };
        if (await SendAsync(who, Build.Insert(id, type, Pointer(parent), more)))
        {
            _parents[id] = parent;
            if (type == "page")
                _pages.Add(id);
        }

        return id;
    }

    private Blocks.Records.RecordPointer Pointer(Guid id) => id == owner.SpaceId ? Build.Space(id) : Build.Block(id);

    private static async Task<bool> SendAsync(TestWorkspace who, JsonObject[] operations)
    {
        var answer = await who.PostAsync("/v1/transactions", Build.Json(Guid.NewGuid(), operations));
        return (int)answer.Status == 200;
    }
}
