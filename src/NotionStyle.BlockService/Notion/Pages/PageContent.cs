using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Blocks;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>The first blocks of a new page: blocks as the API has them (<c>children</c>, or its other name <c>content</c>), or Markdown.</summary>
internal sealed class PageContent
{
    private readonly IReadOnlyList<BlockDraft> _drafts;
    private readonly IReadOnlyList<BlockNode> _nodes;

    private PageContent(IReadOnlyList<BlockDraft> drafts, IReadOnlyList<BlockNode> nodes)
    {
        _drafts = drafts;
        _nodes = nodes;
    }

    /// <summary>The title that the Markdown begins with; null for none.</summary>
    public NotionStyle.Blocks.RichText? Title { get; private init; }

    /// <summary>The blocks directly on the page.</summary>
    public IEnumerable<Guid> Top => _drafts.Select(d => d.Id).Concat(_nodes.Select(n => n.Id));

    /// <summary>Reads the content of a request; nothing when it has none.</summary>
    public static PageContent Read(Input body)
    {
        Input[] given = [.. new[] { body["children"], body["content"], body["markdown"] }.Where(i => i.HasValue)];
        if (given.Length > 1)
            throw given[1].Refuse($"not present beside {given[0].Place}");
        if (given is not [var input])
            return new PageContent([], []);
        if (input.Place.EndsWith(".markdown", StringComparison.Ordinal))
            return ReadMarkdown(input);
        var drafts = BlockTreeInput.Read(input);
        var page = new Record { Pointer = RecordPointer.Block(Guid.Empty), Type = BlockTypes.Page };
        ChildRules.CheckAppended(page, drafts, input.Place);
        return new PageContent(drafts, []);
    }

    /// <summary>Checks the records that the blocks name.</summary>
    public Task PrepareAsync(BlockTreeWriter blocks, TransactionBuilder builder, Actor actor, CancellationToken ct) =>
        blocks.PrepareAsync(builder, actor, _drafts, [], ct);

    /// <summary>Makes the blocks below a page that is made by the same transaction with <see cref="Top" /> as its content.</summary>
    public void AddTo(TransactionBuilder builder, RecordPointer page)
    {
        BlockTreeWriter.AddTo(builder, page, _drafts, null);
        AddTo(builder, page, _nodes);
    }

    private static PageContent ReadMarkdown(Input input)
    {
        MarkdownPage page;
        try
        {
            page = MarkdownReader.Read(input.Text(NotionLimits.BodyBytesMaximum));
        }
        catch (MarkdownException e)
        {
            throw input.Refuse($"Markdown that can be read ({e.Message})");
        }

        var count = 0;
        foreach (var node in page.Blocks.SelectMany(b => b.SelfAndDescendants()))
        {
            node.Id = Guid.NewGuid();
            if (++count > NotionLimits.BlocksMaximum)
                throw input.Refuse($"Markdown of at most {NotionLimits.BlocksMaximum} blocks");
        }

        return new PageContent([], page.Blocks) { Title = page.Title };
    }

    private static void AddTo(TransactionBuilder builder, RecordPointer parent, IReadOnlyList<BlockNode> nodes)
    {
        foreach (var node in nodes)
        {
            var pointer = RecordPointer.Block(node.Id);
            builder.Create(
                pointer,
                node.Type,
                parent,
                node.Properties?.DeepClone().AsObject(),
                node.Format?.DeepClone().AsObject(),
                node.Children.Select(c => c.Id)
            );
            AddTo(builder, pointer, node.Children);
        }
    }
}
