using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.Blocks.Tests;

/// <summary>A checker earns trust by catching what was planted for it, and nothing in a sound workspace.</summary>
public sealed class InvariantCheckerTests
{
    private static readonly SampleWorkspace W = new();

    [Fact]
    public void A_sound_workspace_has_no_violations()
    {
        Assert.Empty(InvariantChecker.Check(W.Records(), W.SpaceId));
        Assert.Empty(InvariantChecker.CheckStep(W.Records(), W.Records()));
    }

    [Theory]
    [InlineData("unlisted", "does not list it")]
    [InlineData("listed twice", "twice")]
    [InlineData("listed elsewhere", "whose parent is")]
    [InlineData("listed and absent", "does not exist")]
    [InlineData("listed and trashed", "in the trash")]
    [InlineData("circle", "in a circle")]
    [InlineData("severed", "does not exist")]
    [InlineData("no parent", "has no parent")]
    [InlineData("member as parent", "does not reach the workspace")]
    [InlineData("no space", "is missing")]
    [InlineData("trashed space", "is in the trash")]
    [InlineData("space with a parent", "has a parent")]
    [InlineData("listed row", "lists block")]
    [InlineData("row that is no page", "cannot hang below")]
    [InlineData("data source on a page", "cannot hang below")]
    [InlineData("comment on a page", "cannot hang below")]
    [InlineData("upload in a discussion", "cannot hang below")]
    [InlineData("data source with content", "lists children")]
    [InlineData("data source of another type", "only blocks may choose")]
    [InlineData("grants on a data source", "not a page")]
    [InlineData("circle through a data source", "in a circle")]
    [InlineData("severed data source", "does not exist")]
    [InlineData("version 0", "version 0")]
    [InlineData("no type", "no type")]
    [InlineData("grants on a text", "not a page")]
    [InlineData("record twice", "occurs twice")]
    public void A_planted_fault_of_a_snapshot_is_found(string fault, string sentence)
    {
        var records = W.Records();
        Record Of(Guid id) => records.Single(r => r.Pointer.Id == id);
        switch (fault)
        {
            case "unlisted":
                Of(W.Open).Content = [W.Todo, W.Toggle, W.Sub];
                break;
            case "listed twice":
                Of(W.Toggle).Content = [W.Inner, W.Inner];
                break;
            case "listed elsewhere":
                Of(W.Sub).Content = [W.SubText, W.Text];
                break;
            case "listed and absent":
                Of(W.Sub).Content = [W.SubText, Guid.NewGuid()];
                break;
            case "listed and trashed":
                Of(W.Text).Alive = false;
                break;
            case "circle":
                Of(W.Toggle).Parent = RecordPointer.Block(W.Inner);
                break;
            case "severed":
                records.Remove(Of(W.Toggle));
                break;
            case "no parent":
                Of(W.Trashed).Parent = null;
                break;
            case "member as parent":
                var member = new Record
                {
                    Pointer = new RecordPointer(RecordTable.NotionUser, Guid.NewGuid()),
                    Type = "person",
                    Version = 1,
                };
                records.Add(member);
                Of(W.Trashed).Parent = member.Pointer;
                break;
            case "no space":
                records.Remove(Of(W.SpaceId));
                break;
            case "trashed space":
                Of(W.SpaceId).Alive = false;
                break;
            case "space with a parent":
                Of(W.SpaceId).Parent = RecordPointer.Block(W.Open);
                break;
            case "listed row":
                Of(W.Database).Content = [W.Row];
                break;
            case "row that is no page":
                Of(W.Row).Type = "paragraph";
                break;
            case "data source on a page":
                Of(W.Source.Id).Parent = RecordPointer.Block(W.Work);
                break;
            case "comment on a page":
                Of(W.Question.Id).Parent = RecordPointer.Block(W.Work);
                break;
            case "upload in a discussion":
                Of(W.Upload.Id).Parent = W.RowDiscussion;
                break;
            case "data source with content":
                Of(W.Source.Id).Content = [W.Row];
                break;
            case "data source of another type":
                Of(W.Source.Id).Type = "page";
                break;
            case "grants on a data source":
                Of(W.Source.Id).Permissions = new PermissionList([]);
                break;
            case "circle through a data source":
                Of(W.Work).Parent = W.Source;
                break;
            case "severed data source":
                records.Remove(Of(W.Source.Id));
                break;
            case "version 0":
                Of(W.Text).Version = 0;
                break;
            case "no type":
                Of(W.Text).Type = "";
                break;
            case "grants on a text":
                Of(W.Text).Permissions = new PermissionList([]);
                break;
            case "record twice":
                records.Add(Of(W.Text).Clone());
                break;
        }

        Assert.Contains(
            InvariantChecker.Check(records, W.SpaceId),
            v => v.Contains(sentence, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("changed without a version", "changed (type), but its version did not")]
    [InlineData("two versions", "from version 1 to 3")]
    [InlineData("version back", "from version 1 to 0")]
    [InlineData("vanished", "vanished")]
    [InlineData("new at 2", "is new and has version 2")]
    [InlineData("other maker", "created stamps")]
    public void A_planted_fault_of_a_step_is_found(string fault, string sentence)
    {
        var after = W.Records();
        var text = after.Single(r => r.Pointer.Id == W.Text);
        switch (fault)
        {
            case "changed without a version":
                text.Type = "to_do";
                break;
            case "two versions":
                text.Version = 3;
                break;
            case "version back":
                text.Version = 0;
                break;
            case "vanished":
                after.Remove(text);
                break;
            case "new at 2":
                after.Add(
                    new Record
                    {
                        Pointer = RecordPointer.Block(Guid.NewGuid()),
                        Type = "page",
                        Version = 2,
                    }
                );
                break;
            case "other maker":
                text.CreatedBy = Guid.NewGuid();
                text.Version = 2;
                break;
        }

        Assert.Contains(
            InvariantChecker.CheckStep(W.Records(), after),
            v => v.Contains(sentence, StringComparison.Ordinal)
        );
    }
}
