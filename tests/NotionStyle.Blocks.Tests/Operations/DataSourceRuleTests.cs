using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>Databases, their data sources, and rows, which stand in no content.</summary>
public sealed class DataSourceRuleTests : EngineTests
{
    [Fact]
    public void A_database_its_data_source_and_rows_are_made_in_one_transaction_in_any_order()
    {
        var (database, source, row) = (Guid.NewGuid(), RecordPointer.Collection(Guid.NewGuid()), Guid.NewGuid());
        Commit([
            Build.Create(row, "page", source),
            Build.Make(source, "collection", Block(database)),
            .. Build.Insert(database, "child_database", Block(W.Open)),
        ]);
        Assert.Equal(source, Store[row].Parent);
        Assert.Equal(2, Store[W.Open].Version);
        Assert.Empty(Store[source].Content);
    }

    [Fact]
    public void A_row_is_made_without_a_change_of_anything_else()
    {
        var row = Guid.NewGuid();
        var result = Commit(W.Writer, Build.Create(row, "page", W.Source));
        Assert.Equal([new RecordVersion(Block(row), 1)], result.Records);
    }

    [Fact]
    public void A_row_is_a_page_and_stays_one()
    {
        Assert.Contains(
            "pages",
            Invalid(Build.Create(Guid.NewGuid(), "paragraph", W.Source)),
            StringComparison.Ordinal
        );
        Assert.Contains("pages", Invalid(Build.Set(Block(W.Row), "type", "toggle")), StringComparison.Ordinal);
        Assert.Contains("pages", Invalid(Build.Reparent(W.Trashed, W.Source)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_source_belongs_to_a_database_which_stays_one()
    {
        var source = RecordPointer.Collection(Guid.NewGuid());
        Assert.Contains(
            "child_database",
            Invalid(Build.Make(source, "collection", Block(W.Open))),
            StringComparison.Ordinal
        );
        Assert.Contains("child_database", Invalid(Move(W.Source, Block(W.Open))), StringComparison.Ordinal);
        Refused(ErrorCode.ObjectNotFound, W.Owner, Build.Make(source, "collection", Block(Guid.NewGuid())));
        Assert.Contains("stays one", Invalid(Build.Set(Block(W.Database), "type", "toggle")), StringComparison.Ordinal);
        Assert.Contains(
            "stays one",
            Invalid(Build.Set(Block(W.Database), "", Json("""{"type":"page"}"""))),
            StringComparison.Ordinal
        );
        Commit(Build.Set(Block(W.Inner), "type", "child_database"), Move(W.Source, Block(W.Inner)));
    }

    [Theory]
    [InlineData("collection", "space")]
    [InlineData("collection", "collection")]
    [InlineData("discussion", "space")]
    [InlineData("comment", "block")]
    [InlineData("file_upload", "block")]
    [InlineData("block", "discussion")]
    [InlineData("block", "notion_user")]
    public void A_parent_in_a_table_that_has_no_such_children_is_refused_with_those_that_have(
        string child,
        string parent
    )
    {
        Assert.True(RecordTables.TryParse(child, out var table));
        var why = Invalid(
            Build.Op(
                new RecordPointer(table, Guid.NewGuid()),
                "set",
                "",
                new JsonObject
                {
                    ["type"] = child,
                    ["parent_id"] = $"{W.SpaceId}",
                    ["parent_table"] = parent,
                }
            )
        );
        Assert.Contains($"parent_table '{parent}' is not '", why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_block_has_the_type_of_its_table_no_content_and_no_grants()
    {
        Assert.Contains("of type collection", Invalid(Build.Set(W.Source, "type", "page")), StringComparison.Ordinal);
        Assert.Contains(
            "of type comment",
            Invalid(Build.Make(new RecordPointer(RecordTable.Comment, Guid.NewGuid()), "text", W.RowDiscussion)),
            StringComparison.Ordinal
        );
        foreach (var pointer in new[] { W.Source, W.RowDiscussion, W.Question })
        {
            Refused(ErrorCode.ValidationError, W.Owner, Build.ListAfter(pointer, W.Row));
            Refused(ErrorCode.ValidationError, W.Owner, Build.Grant(pointer, W.Owner.UserId, "editor"));
        }

        // A child that names it as its parent does not make it a list either.
        Assert.Contains("no content", Invalid(Build.ListAfter(W.Source, W.Row)), StringComparison.Ordinal);
        Assert.Contains(
            "no content",
            Invalid(Build.Set(W.Source, "content", new JsonArray($"{W.Row}"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_page_becomes_a_row_when_it_is_taken_out_of_the_content_where_it_was()
    {
        Assert.Contains("listRemove", Invalid(Build.Reparent(W.Sub, W.Source)), StringComparison.Ordinal);
        Commit(Build.Reparent(W.Sub, W.Source), Build.ListRemove(Block(W.Open), W.Sub));
        Assert.Equal([W.Text, W.Todo, W.Toggle], Store[W.Open].Content);
        Assert.Equal([W.SubText], Store[W.Sub].Content);
    }

    [Fact]
    public void A_row_becomes_a_page_when_it_is_put_into_the_content_where_it_goes()
    {
        Assert.Contains("listAfter", Invalid(Build.Reparent(W.Row, Block(W.Open))), StringComparison.Ordinal);
        Assert.Contains("parent is", Invalid(Build.ListAfter(Block(W.Open), W.Row)), StringComparison.Ordinal);
        Commit(Build.Reparent(W.Row, Block(W.Open)), Build.ListAfter(Block(W.Open), W.Row, W.Text));
        Assert.Equal([W.Text, W.Row, W.Todo, W.Toggle, W.Sub], Store[W.Open].Content);
        Commit(Build.Reparent(W.Row, W.Space), Build.ListRemove(Block(W.Open), W.Row), Build.ListAfter(W.Space, W.Row));
        Commit(Build.Reparent(W.Row, W.Source), Build.ListRemove(W.Space, W.Row));
        Assert.Equal(W.Source, Store[W.Row].Parent);
    }

    [Fact]
    public void Ids_that_two_tables_share_name_two_records()
    {
        // A block with the id of the data source: the parent is named by its table as well.
        Commit([
            .. Build.Insert(W.Source.Id, "page", Block(W.Open)),
            Build.Reparent(W.Row, Block(W.Source.Id)),
            Build.ListAfter(Block(W.Source.Id), W.Row),
        ]);
        Assert.Equal([W.Row], Store[W.Source.Id].Content);
        Commit(Build.Reparent(W.Row, W.Source), Build.ListRemove(Block(W.Source.Id), W.Row));
        Assert.Equal(W.Source, Store[W.Row].Parent);
    }

    [Fact]
    public void Trash_and_restore_of_a_row_change_no_content()
    {
        Assert.Single(Commit(Build.Set(Block(W.Row), "alive", false)).Records);
        Assert.Single(Commit(Build.Set(Block(W.Row), "alive", true)).Records);
        Commit(Build.Set(Block(W.TrashedRow), "alive", true));
        // Restored somewhere else, it stands in the content there.
        Commit(Build.Set(Block(W.Row), "alive", false));
        Commit([Build.Reparent(W.Row, Block(W.Open)), .. Build.Restore(W.Row, Block(W.Open))]);
    }

    [Fact]
    public void A_page_cannot_be_moved_below_its_own_rows()
    {
        foreach (var target in new[] { Block(W.Row), Block(W.RowText), Block(W.Database) })
            Assert.Contains("below itself", Invalid(Build.Move(W.Work, W.Space, target)), StringComparison.Ordinal);
        Assert.Contains(
            "below itself",
            Invalid(Build.Reparent(W.Work, W.Source), Build.ListRemove(W.Space, W.Work)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "below itself",
            Invalid(Build.Set(Block(W.RowText), "type", "child_database"), Move(W.Source, Block(W.RowText))),
            StringComparison.Ordinal
        );
        // Two moves of which each alone is fine.
        Assert.Contains(
            "below itself",
            Invalid([
                .. Build.Move(W.Work, W.Space, Block(W.Other)),
                Build.Reparent(W.Other, W.Source),
                Build.ListRemove(W.Space, W.Other),
            ]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("page")]
    [InlineData("database")]
    [InlineData("data source")]
    [InlineData("row")]
    public void Nothing_changes_below_what_is_in_the_trash(string trashed)
    {
        Commit(
            trashed switch
            {
                "page" => Build.Trash(W.Work, W.Space),
                "database" => Build.Trash(W.Database, Block(W.Work)),
                "data source" => [Build.Set(W.Source, "alive", false)],
                _ => [Build.Set(Block(W.Row), "alive", false)],
            }
        );
        List<JsonObject[]> attempts =
        [
            [Build.Set(Block(W.RowText), "properties/title", "x")],
            Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Row)),
            [Build.Set(W.Question, "properties/title", "x")],
            [Build.Make(new RecordPointer(RecordTable.Comment, Guid.NewGuid()), "comment", W.RowDiscussion)],
            [Build.Make(new RecordPointer(RecordTable.Discussion, Guid.NewGuid()), "discussion", Block(W.Row))],
        ];
        if (trashed != "row")
            attempts.AddRange([
                [Build.Set(Block(W.Row), "properties/title", "x")],
                [Build.Set(Block(W.TrashedRow), "alive", true)],
                [Build.Create(Guid.NewGuid(), "page", W.Source)],
                [Build.Reparent(W.Sub, W.Source), Build.ListRemove(Block(W.Open), W.Sub)],
            ]);
        if (trashed is "page" or "database")
            attempts.AddRange([
                [Build.Set(W.Source, "format/schema", new JsonObject())],
                [Build.Reparent(W.Row, Block(W.Open)), Build.ListAfter(Block(W.Open), W.Row)],
            ]);
        foreach (var attempt in attempts)
            Assert.Contains("in the trash", Invalid(attempt), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_taken_out_of_a_data_source_in_the_trash_as_children_are_out_of_a_block()
    {
        Commit(Build.Set(W.Source, "alive", false));
        Commit(Build.Reparent(W.Row, Block(W.Open)), Build.ListAfter(Block(W.Open), W.Row));
        Assert.Equal(Block(W.Open), Store[W.Row].Parent);
    }

    [Fact]
    public void A_transaction_that_makes_a_row_locks_the_row_alone_and_is_not_structural()
    {
        var row = Guid.NewGuid();
        var plan = TransactionPlan.Of(Build.Transaction(W.SpaceId, Build.Create(row, "page", W.Source)));
        Assert.Equal([Block(row)], plan.Changed);
        Assert.Equal([W.Source], plan.Referenced);
        Assert.False(plan.IsStructural);
    }

    [Fact]
    public void An_edit_of_a_row_is_an_edit_of_its_page_and_of_a_data_source_one_of_the_page_around_it()
    {
        Assert.Equal([W.Row], PagesOf(Build.Set(Block(W.Row), "properties/title", "x")));
        Assert.Equal([W.Row], PagesOf(Build.Set(Block(W.RowText), "properties/title", "x")));
        Assert.Equal([W.Work], PagesOf(Build.Set(W.Source, "format/icon", "x")));
        Assert.Equal([W.Row], PagesOf(Build.Set(W.Question, "properties/title", "x")));

        IReadOnlyList<Guid> PagesOf(JsonObject operation) =>
            Store.Judge(W.Owner, Build.Transaction(W.SpaceId, operation), Later).Pages;
    }

    private static JsonObject Move(RecordPointer pointer, RecordPointer to) =>
        Build.Update(pointer, "", new() { ["parent_id"] = $"{to.Id}", ["parent_table"] = to.Table.Name() });
}
