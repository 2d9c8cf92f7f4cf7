using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Pages;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>What a chunk depends on, and when nobody can say.</summary>
public sealed class PageDependenciesTests
{
    private const int AllLevels = 20;
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];

    [Fact]
    public void A_page_without_blocks_depends_on_itself() => Assert.Equal([(Ids[0], 1)], Of(Block(0, []), []));

    [Fact]
    public void A_whole_page_depends_on_itself_and_on_every_block_however_deep() =>
        Assert.Equal(
            [(Ids[0], 1), (Ids[1], 2), (Ids[2], 3), (Ids[3], 4), (Ids[4], 5)],
            Of(Block(0, [1, 4]), [Block(1, [2]), Block(2, [3]), Block(3, []), Block(4, [])])
        );

    [Fact]
    public void What_was_read_up_to_a_limit_depends_on_what_was_read_alone() =>
        Assert.Equal(
            [(Ids[0], 1), (Ids[1], 2), (Ids[2], 3)],
            Of(Block(0, [1, 5]), [Block(1, [2, 3, 4]), Block(2, [])], isCut: true)
        );

    [Fact]
    public void A_block_that_is_named_and_has_no_row_could_appear_unseen()
    {
        Assert.Null(Of(Block(0, [1, 2, 3]), [Block(1, []), Block(3, [])]));
        Assert.Null(Of(Block(0, [1, 3]), [Block(1, [2]), Block(3, [])]));
        Assert.Null(Of(Block(0, [1, 3]), [Block(1, [2]), Block(3, [])], isCut: true));
        // The last one, too.
        Assert.Null(Of(Block(0, [1, 2]), [Block(1, [])]));
    }

    [Fact]
    public void A_child_page_is_a_row_and_its_blocks_are_not() =>
        Assert.Equal(
            [(Ids[0], 1), (Ids[1], 2), (Ids[3], 4)],
            Of(Block(0, [1, 3]), [Block(1, [2], "page"), Block(3, [])])
        );

    [Fact]
    public void Levels_that_were_not_read_are_not_depended_on() =>
        Assert.Equal([(Ids[0], 1), (Ids[1], 2), (Ids[3], 4)], Of(Block(0, [1, 3]), [Block(1, [2]), Block(3, [])], 1));

    [Fact]
    public void A_row_with_grants_of_its_own_is_not_the_same_for_everybody()
    {
        var child = Block(1, [], "page");
        child.Permissions = new PermissionList([]);
        Assert.Null(Of(Block(0, [1]), [child]));
    }

    [Fact]
    public void Grants_of_the_page_itself_decide_on_the_role_alone()
    {
        var page = Block(0, [1], "page");
        page.Permissions = new PermissionList([]);
        Assert.NotNull(Of(page, [Block(1, [])]));
    }

    private static IReadOnlyList<(Guid, long)>? Of(
        Record page,
        Record[] rows,
        int levels = AllLevels,
        bool isCut = false
    ) => PageDependencies.Of(page, rows, levels, isCut);

    private static Record Block(int number, int[] content, string type = "toggle") =>
        new()
        {
            Pointer = Build.Block(Ids[number]),
            Type = type,
            Content = [.. content.Select(n => Ids[n])],
            Version = number + 1,
        };
}
