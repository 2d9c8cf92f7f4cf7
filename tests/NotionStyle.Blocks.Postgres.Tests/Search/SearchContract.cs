using System.Text;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Search;

/// <summary>What a person who searches finds, and does not find: the same for every implementation of search.</summary>
public abstract class SearchContract
{
    /// <summary>The store whose blocks are searched.</summary>
    protected abstract RunningStore Store { get; }

    /// <summary>Searches, when everything that was committed until now can be found.</summary>
    protected abstract Task<SearchResults> SearchAsync(Actor actor, SearchRequest request);

    [Fact]
    public async Task The_better_match_comes_first()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var other = await space.AddPageAsync(title: "Shopping list");
        var mention = await space.AddTextAsync(
            other,
            "A very long text about many things that in the end has but one word on databases and goes on and on about gardens, "
                + string.Join(' ', Enumerable.Repeat("and gardens", 60))
        );
        var heading = await space.AddTextAsync(other, "Databases", "heading_1");
        var title = await space.AddPageAsync(title: "Databases");

        Assert.Equal([title, heading, mention], await FindAsync(space, "database"));
    }

    [Fact]
    public async Task Words_that_stand_together_beat_words_that_stand_apart()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync();
        var apart = await space.AddTextAsync(
            page,
            "replication was discussed by all of us for an hour and then came the lag"
        );
        var together = await space.AddTextAsync(
            page,
            "the replication lag was discussed by all of us for an hour and so on"
        );

        Assert.Equal([together, apart], await FindAsync(space, "replication lag"));
    }

    [Fact]
    public async Task All_words_must_occur_a_phrase_in_order_or_gives_a_choice_and_minus_excludes()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "p");
        var redApple = await space.AddTextAsync(page, "a red apple");
        var appleRed = await space.AddTextAsync(page, "an apple that is red");
        var greenPear = await space.AddTextAsync(page, "a green pear");

        Assert.Equal(Set(redApple, appleRed), Set(await FindAsync(space, "red apple")));
        Assert.Equal([redApple], await FindAsync(space, "\"red apple\""));
        Assert.Equal(Set(redApple, appleRed, greenPear), Set(await FindAsync(space, "apple or pear")));
        Assert.Empty(await FindAsync(space, "red pear"));
        Assert.Equal([greenPear], await FindAsync(space, "green -apple"));
        Assert.Empty(await FindAsync(space, "apple -red"));
        // Inflected forms are one word.
        Assert.Equal(Set(redApple, appleRed), Set(await FindAsync(space, "APPLES")));
    }

    [Theory]
    [InlineData("the of and")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("--- ---")]
    [InlineData("or or or")]
    [InlineData("& | ! ( ) <-> :* \\ ' ''")]
    [InlineData("'; DROP TABLE block; --")]
    [InlineData("%_$1 {0} {schema}")]
    [InlineData("\t\n\r ")]
    [InlineData("\uE000\uE001")]
    [InlineData("😀🎉")]
    public async Task A_query_without_a_word_that_counts_finds_nothing_and_is_no_error(string query)
    {
        var space = await TestWorkspace.CreateAsync(Store);
        await space.AddPageAsync(title: "something");
        Assert.Empty(await FindAsync(space, query));
    }

    [Fact]
    public async Task No_query_is_an_error_however_long_or_strange_it_is()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "something");
        var most = StoreLimits.SearchQueryLengthMaximum;
        string[] queries =
        [
            new('a', most),
            new('é', most),
            new('漢', most),
            string.Concat(Enumerable.Repeat("😀", most / 2)),
            string.Concat(Enumerable.Repeat("-x ", most / 3)),
            string.Concat(Enumerable.Repeat("\"a b\" or ", most / 9)),
            string.Concat(Enumerable.Repeat("http://a.b/c?d=e ", most / 17)),
            new('-', most),
            string.Concat(Enumerable.Repeat("- ", most / 2)),
            string.Concat(Enumerable.Repeat("-\t-", most / 3)) + "x",
            new('"', most),
            new('(', most),
            string.Concat(Enumerable.Repeat("a-b-", most / 4)),
        ];
        foreach (var query in queries)
            await FindAsync(space, query);

        var random = new Random(11);
        var alphabet = "ab \"-|&!()<>:*'\\.\u00a0漢é/@#1\uE000".EnumerateRunes().Select(r => r.ToString()).ToArray();
        for (var i = 0; i < 150; i++)
        {
            var query = new StringBuilder();
            for (var length = random.Next(1, 60); length > 0; length--)
                query.Append(random.Pick(alphabet));
            await FindAsync(space, query.ToString());
        }

        Assert.Equal([page], await FindAsync(space, "something"));
    }

    [Fact]
    public async Task What_the_actor_may_not_read_is_not_found_and_not_counted()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var closed = await space.AddPageAsync(title: "secret otter");
        await space.AddTextAsync(closed, "otter below it");
        var open = await space.AddPageAsync(closed, "otter inside");
        await space.RestrictAsync(closed);
        await space.CommitAsync(Build.Grant(Build.Block(open), member.UserId, "reader"));

        Assert.Equal(3, (await FindAsync(space, "otter")).Count);
        Assert.Equal([open], await FindAsync(space, "otter", member));
        var all = await SearchAsync(member, new SearchRequest("otter", 1));
        Assert.False(all.HasMore);
    }

    [Fact]
    public async Task What_is_in_the_trash_is_not_found()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "walrus");
        var child = await space.AddPageAsync(page, "walrus child");
        await space.AddTextAsync(child, "walrus text");
        var other = await space.AddPageAsync(title: "other walrus");
        var block = await space.AddTextAsync(other, "walrus again");

        await space.TrashAsync(page, space.Space);
        await space.TrashAsync(block, Build.Block(other));

        Assert.Equal([other], await FindAsync(space, "walrus"));
        await space.CommitAsync(Build.Restore(page, space.Space));
        Assert.Equal(4, (await FindAsync(space, "walrus")).Count);
    }

    [Fact]
    public async Task A_search_can_be_bounded_by_type_and_by_what_is_above()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var left = await space.AddPageAsync(title: "heron left");
        var right = await space.AddPageAsync(title: "heron right");
        var toggle = await space.AddTextAsync(left, "heron toggle", "toggle");
        var inner = await space.AddTextAsync(toggle, "heron inner");
        await space.AddTextAsync(right, "heron other");

        Assert.Equal(Set(left, right), Set(await FindAsync(space, new SearchRequest("heron", 10, Types: ["page"]))));
        Assert.Equal(Set(toggle, inner), Set(await FindAsync(space, new SearchRequest("heron", 10, AncestorId: left))));
        Assert.Equal([inner], await FindAsync(space, new SearchRequest("heron", 10, AncestorId: toggle)));
        Assert.Equal(
            [inner],
            await FindAsync(space, new SearchRequest("heron", 10, Types: ["paragraph", "page"], AncestorId: left))
        );
        Assert.Empty(await FindAsync(space, new SearchRequest("heron", 10, Types: [])));
        Assert.Empty(await FindAsync(space, new SearchRequest("heron", 10, AncestorId: Guid.NewGuid())));
    }

    [Fact]
    public async Task A_workspace_on_the_same_shard_is_another_world()
    {
        var first = await TestWorkspace.CreateAsync(Store, TestWorkspace.IdOn(123));
        var second = await TestWorkspace.CreateAsync(Store, TestWorkspace.IdOn(123));
        var mine = await first.AddPageAsync(title: "badger of the first");
        var theirs = await second.AddPageAsync(title: "badger of the second");

        Assert.Equal([mine], await FindAsync(first, "badger"));
        Assert.Equal([theirs], await FindAsync(second, "badger"));
        Assert.Empty(await FindAsync(first, new SearchRequest("badger", 10, AncestorId: theirs)));
    }

    [Fact]
    public async Task Pages_of_hits_have_no_gap_and_no_hit_twice()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync(title: "p");
        var closed = await space.AddPageAsync(title: "c");
        // More than one window of candidates, all of one rank, and half of them hidden.
        var ids = await space.AddManyAsync(page, 300, _ => "lemming");
        await space.AddManyAsync(closed, 300, _ => "lemming");
        await space.RestrictAsync(closed);

        var found = new List<Guid>();
        for (var offset = 0; ; offset += 40)
        {
            var results = await SearchAsync(member, new SearchRequest("lemming", 40, offset));
            found.AddRange(results.Hits.Select(h => h.BlockId));
            Assert.Equal(offset + 40 < ids.Length, results.HasMore);
            if (!results.HasMore)
                break;
        }

        Assert.Equal(ids.Order(), found.Order());
    }

    [Fact]
    public async Task What_one_may_read_is_found_behind_more_than_a_thousand_better_hits_that_one_may_not()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var closed = await space.AddPageAsync(title: "c");
        await space.AddManyAsync(closed, 1_400, _ => "wolverine");
        await space.RestrictAsync(closed);
        var open = await space.AddPageAsync(title: "o");
        var text = await space.AddTextAsync(open, "one wolverine is named here among many other words than itself");

        Assert.Equal([text], await FindAsync(space, "wolverine", member));
    }

    [Fact]
    public async Task A_hit_tells_its_page_and_shows_the_match()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "Birds of the north");
        var toggle = await space.AddTextAsync(page, "toggle", "toggle");
        var text = await space.AddTextAsync(toggle, "Here the puffin <b>breeds</b> & dives");
        await space.CommitAsync(Build.Set(Build.Block(text), "format/x", 1));

        var hit = Assert.Single((await SearchAsync(space.Owner, new SearchRequest("puffins", 5))).Hits);

        Assert.Equal(
            (text, "paragraph", page, "Birds of the north", 2),
            (hit.BlockId, hit.Type, hit.PageId, hit.PageTitle, hit.Version)
        );
        Assert.True(hit.Score > 0);
        Assert.Equal("puffin", Assert.Single(hit.Highlights, r => r.IsMatch).Text);
        Assert.Contains("<b>breeds</b> &", string.Concat(hit.Highlights.Select(r => r.Text)), StringComparison.Ordinal);
        Assert.InRange(hit.LastEditedTime, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        var own = Assert.Single((await SearchAsync(space.Owner, new SearchRequest("birds", 5))).Hits);
        Assert.Equal(page, own.PageId);
    }

    [Fact]
    public async Task Text_that_holds_the_marks_of_the_highlighter_cannot_pass_for_a_match()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync();
        await space.AddTextAsync(page, "buy \uE000this now\uE001 or \uE001 the ptarmigan \uE000 flies");

        var hit = Assert.Single((await SearchAsync(space.Owner, new SearchRequest("ptarmigan", 5))).Hits);

        Assert.Equal("ptarmigan", Assert.Single(hit.Highlights, r => r.IsMatch).Text);
        Assert.Contains(hit.Highlights, r => !r.IsMatch && r.Text.Contains("this now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_edit_is_found_at_once_and_what_it_replaced_is_not()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "before");
        await space.CommitAsync(
            Build.Op(Build.Block(page), "set", "properties/title", """[["later", [["b"]]], [" wording"]]""")
        );

        Assert.Empty(await FindAsync(space, "earlier"));
        Assert.Equal([page], await FindAsync(space, "\"later wording\""));
    }

    [Fact]
    public async Task A_query_of_exclusions_alone_finds_what_has_text_without_the_word()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "kestrel");
        var other = await space.AddTextAsync(page, "another bird");
        await space.AddTextAsync(page, "", "divider");

        Assert.Equal([other], await FindAsync(space, "-kestrel"));
        Assert.Equal(Set(page, other), Set(await FindAsync(space, "kestrel or -fish")));
    }

    [Fact]
    public async Task A_row_its_data_source_and_what_is_below_go_with_the_page_of_the_database()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync(title: "tasks");
        var (_, source) = await space.AddDatabaseAsync(page, "other");
        var row = Assert.Single(await space.AddRowsAsync(source, 1, _ => "gannet row"));
        var text = await space.AddTextAsync(row, "gannet text");

        Assert.Equal(Set(row, text), Set(await FindAsync(space, "gannet", member)));
        await space.RestrictAsync(page);
        Assert.Empty(await FindAsync(space, "gannet", member));
        Assert.Equal(Set(row, text), Set(await FindAsync(space, "gannet")));
        await space.TrashAsync(page, space.Space);
        Assert.Empty(await FindAsync(space, "gannet"));
        await space.CommitAsync(Build.Restore(page, space.Space));
        Assert.Equal(Set(row, text), Set(await FindAsync(space, "gannet")));
    }

    [Fact]
    public async Task What_was_moved_is_bounded_by_what_is_above_it_now()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var (open, closed) = (await space.AddPageAsync(title: "a"), await space.AddPageAsync(title: "b"));
        await space.RestrictAsync(closed);
        var column = await space.AddTextAsync(open, "", "column_list");
        var text = await space.AddTextAsync(column, "plover");
        Assert.Equal([text], await FindAsync(space, "plover", member));

        await space.CommitAsync(Build.Move(column, Build.Block(open), Build.Block(closed)));
        Assert.Empty(await FindAsync(space, "plover", member));
        Assert.Equal([text], await FindAsync(space, new SearchRequest("plover", 5, AncestorId: closed)));
        Assert.Empty(await FindAsync(space, new SearchRequest("plover", 5, AncestorId: open)));

        await space.CommitAsync(Build.Move(column, Build.Block(closed), Build.Block(open)));
        Assert.Equal([text], await FindAsync(space, "plover", member));
    }

    [Fact]
    public async Task Who_left_the_workspace_or_was_never_in_it_finds_nothing()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync(title: "dunnock");
        Assert.Equal([page], await FindAsync(space, "dunnock", member));

        await space.CommitAsync(Build.Grant(space.Space, member.UserId, "none"));
        Assert.Empty(await FindAsync(space, "dunnock", member));
        Assert.Empty(await FindAsync(space, "dunnock", new Actor(space.SpaceId, Guid.NewGuid())));
    }

    [Fact]
    public async Task A_search_can_be_bounded_by_editor_and_times_and_ordered_by_times()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var writer = await space.AddMemberAsync(Role.Editor);
        var first = await space.AddPageAsync(title: "siskin one");
        var second = await space.AddPageAsync(title: "siskin two");
        await space.CommitAsAsync(writer, Build.Set(Build.Block(first), "format/x", 1));
        var (one, two) = (await space.BlockAsync(first), await space.BlockAsync(second));
        var any = new SearchRequest("siskin", 10);

        Assert.Equal([first], await FindAsync(space, any with { EditedBy = [writer.UserId] }));
        Assert.Equal(
            Set(first, second),
            Set(await FindAsync(space, any with { EditedBy = [writer.UserId, space.Owner.UserId] }))
        );
        Assert.Equal([first, second], await FindAsync(space, any with { Order = SearchOrder.LastEditedDescending }));
        Assert.Equal([second, first], await FindAsync(space, any with { Order = SearchOrder.LastEditedAscending }));
        Assert.Equal([second, first], await FindAsync(space, any with { Order = SearchOrder.CreatedDescending }));
        Assert.Equal([first, second], await FindAsync(space, any with { Order = SearchOrder.CreatedAscending }));
        Assert.Equal(
            [first],
            await FindAsync(space, any with { Times = new SearchTimes(one.LastEditedTime, null, null, null) })
        );
        Assert.Equal(
            [second],
            await FindAsync(space, any with { Times = new SearchTimes(null, one.LastEditedTime, null, null) })
        );
        Assert.Equal(
            [second],
            await FindAsync(space, any with { Times = new SearchTimes(null, null, two.CreatedTime, null) })
        );
        Assert.Equal(
            [first],
            await FindAsync(space, any with { Times = new SearchTimes(null, null, null, two.CreatedTime) })
        );
    }

    private static HashSet<Guid> Set(params IEnumerable<Guid> ids) => [.. ids];

    private Task<List<Guid>> FindAsync(TestWorkspace space, string query, Actor? actor = null) =>
        FindAsync(space, new SearchRequest(query, 50), actor);

    private async Task<List<Guid>> FindAsync(TestWorkspace space, SearchRequest request, Actor? actor = null) =>
        [.. (await SearchAsync(actor ?? space.Owner, request)).Hits.Select(h => h.BlockId)];
}
