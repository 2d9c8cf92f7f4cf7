using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Indexing;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Indexing;

/// <summary>What the index holds about readers says the same as the permission tree.</summary>
public sealed class ReadersTests
{
    [Fact]
    public void Random_trees_of_grants_give_each_actor_what_the_permission_tree_gives()
    {
        Seeds.ForEach(2_000, Run, first: 30_000);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var space = random.NextGuid();
        var users = Enumerable.Range(0, 4).Select(_ => random.NextGuid()).ToArray();
        var chain = new List<RecordHead> { Head(RecordPointer.Space(space), null, Grants(random, users, 1)) };
        for (var i = random.Next(1, 6); i > 0; i--)
            chain.Add(Head(RecordPointer.Block(random.NextGuid()), chain[^1].Pointer, Grants(random, users, 0.5)));
        // Sometimes a link is missing, and what hangs below belongs to nobody.
        var isTorn = random.Chance(0.1) && chain.Count > 2;
        var tree = new PermissionTree(isTorn ? chain.Where((_, i) => i != 1) : chain);
        var pointer = chain[^1].Pointer;

        var readers = Readers.Of(tree, pointer, space);

        foreach (var user in users)
        {
            var actor = new Actor(space, user);
            var isMember = tree.RoleOn(RecordPointer.Space(space), actor) > Role.None;
            var may =
                readers.IsRooted
                && !readers.Hidden.Contains(user.ToString())
                && (
                    readers.May.Contains(user.ToString())
                    || readers.May.Contains(Readers.Everyone)
                    || (isMember && readers.May.Contains(Readers.Workspace))
                );
            Assert.Equal(tree.RoleOn(pointer, actor) > Role.None, may);
        }
    }

    private static RecordHead Head(RecordPointer pointer, RecordPointer? parent, PermissionList? grants) =>
        new(pointer, "page", parent, true, grants);

    private static PermissionList? Grants(Random random, Guid[] users, double probability)
    {
        if (!random.Chance(probability))
            return null;
        var list = new PermissionList([]);
        foreach (var user in users.Where(_ => random.Chance(0.5)))
            list = list.With(new PermissionItem(PermissionScope.User, user, (Role)random.Next(5)));
        return random.Chance(0.4)
            ? list.With(new PermissionItem(PermissionScope.Space, null, (Role)random.Next(5)))
            : list;
    }
}
