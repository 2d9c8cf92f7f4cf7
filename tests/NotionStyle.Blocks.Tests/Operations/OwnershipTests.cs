using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>Who may make and change discussions, comments and file uploads.</summary>
public sealed class OwnershipTests : EngineTests
{
    [Fact]
    public void Who_may_comment_begins_discussions_and_answers_and_who_may_only_read_does_not()
    {
        var discussion = new RecordPointer(RecordTable.Discussion, Guid.NewGuid());
        JsonObject[] begin =
        [
            Build.Make(discussion, "discussion", Block(W.Row)),
            Build.Make(NewComment(), "comment", discussion),
        ];
        JsonObject answer = Build.Make(NewComment(), "comment", W.TextDiscussion);
        Refused(ErrorCode.RestrictedResource, W.Reader, begin);
        Refused(ErrorCode.RestrictedResource, W.Reader, answer);
        Refused(ErrorCode.ObjectNotFound, W.Stranger, begin);
        Refused(ErrorCode.ObjectNotFound, W.Guest, answer);
        Commit(W.Commenter, begin);
        Commit(W.Commenter, answer);
        // A comment is all that they may make.
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Create(Guid.NewGuid(), "page", W.Source));
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Set(W.Source, "format/icon", "x"));
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Row)));
    }

    [Fact]
    public void A_comment_is_changed_by_its_author_or_an_editor()
    {
        Commit(W.Commenter, Build.Set(W.Question, "properties/title", "x"));
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Set(W.Answer, "properties/title", "x"));
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Set(W.Question, "alive", false));
        Refused(ErrorCode.RestrictedResource, W.Reader, Build.Set(W.Question, "alive", false));
        Refused(ErrorCode.ObjectNotFound, W.Stranger, Build.Set(W.Question, "alive", false));
        Commit(W.Writer, Build.Set(W.Answer, "alive", false));
        Commit(W.Owner, Build.Set(W.Question, "alive", false));
    }

    [Fact]
    public void A_discussion_holds_the_words_of_several_so_who_only_comments_closes_their_own_alone()
    {
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Set(W.TextDiscussion, "alive", false));
        Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Update(W.TextDiscussion, "", Below(W.Row)));
        Commit(W.Writer, Build.Set(W.RowDiscussion, "alive", false));
        Commit(W.Commenter, Build.Set(W.RowDiscussion, "alive", true));
    }

    [Fact]
    public void A_discussion_goes_nowhere_where_its_beginner_may_not_comment()
    {
        Refused(ErrorCode.ObjectNotFound, W.Commenter, Build.Update(W.RowDiscussion, "", Below(W.Secret)));
        Refused(ErrorCode.ObjectNotFound, W.Commenter, Build.Update(W.RowDiscussion, "", Below(W.ClosedRow)));
        Commit(W.Commenter, Build.Update(W.RowDiscussion, "", Below(W.Text)));
    }

    [Fact]
    public void An_upload_is_its_senders_own_and_nobody_else_may_know_of_it()
    {
        Commit(W.Writer, Build.Set(W.Upload, "format/status", "uploaded"));
        foreach (var actor in new[] { W.Owner, W.Reader, W.Stranger })
        {
            // In the same words as for one that is not there, whatever is wrong with the operation besides.
            var absent = W.Upload with
            {
                Id = Guid.NewGuid(),
            };
            foreach (var path in new[] { "format/status", "nonsense" })
            {
                Assert.Equal(
                    Refused(ErrorCode.ObjectNotFound, actor, Build.Set(absent, path, "x"))
                        .Replace($"{absent.Id}", "?", StringComparison.Ordinal),
                    Refused(ErrorCode.ObjectNotFound, actor, Build.Set(W.Upload, path, "x"))
                        .Replace($"{W.Upload.Id}", "?", StringComparison.Ordinal)
                );
            }
        }

        var tree = new PermissionTree(Store.Records.Select(RecordHead.Of));
        Assert.Null(tree.Place(Store[W.Upload], W.Owner));
        Assert.Equal(Role.ReadAndWrite, tree.Place(Store[W.Upload], W.Writer)!.Role);
    }

    [Fact]
    public void Who_may_see_the_workspace_may_send_a_file()
    {
        Commit(W.Reader, Upload());
        Refused(ErrorCode.ObjectNotFound, W.Stranger, Upload());
        Refused(ErrorCode.ObjectNotFound, W.Guest, Upload());

        JsonObject Upload() =>
            Build.Make(new RecordPointer(RecordTable.FileUpload, Guid.NewGuid()), "file_upload", W.Space);
    }

    private static RecordPointer NewComment() => new(RecordTable.Comment, Guid.NewGuid());

    private static JsonObject Below(Guid block) => new() { ["parent_id"] = $"{block}", ["parent_table"] = "block" };
}
