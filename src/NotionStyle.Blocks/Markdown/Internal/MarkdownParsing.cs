using Markdig;
using Markdig.Extensions.DefinitionLists;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>The one dialect that is read and written.</summary>
internal static class MarkdownParsing
{
    private static readonly MarkdownPipeline Pipeline = Build();

    public static MarkdownDocument Parse(string markdown)
    {
        try
        {
            return Markdig.Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException exception) when (exception.Message.Contains("nested", StringComparison.Ordinal))
        {
            throw new MarkdownException(
                $"The document nests deeper than {MarkdownLimits.MaximumDepth} levels of lists or quotations; "
                    + "flatten it, it is unlikely that a person wrote it.",
                exception
            );
        }
    }

    private static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MarkdownLimits.MaximumContainers };
        builder
            .UseYamlFrontMatter()
            .UsePipeTables()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseAutoLinks()
            .UseMathematics();
        builder.Extensions.AddIfNotAlready<DefinitionListExtension>();
        builder.BlockParsers.InsertBefore<ParagraphBlockParser>(new FootnoteBlockParser());
        builder.InlineParsers.InsertBefore<LinkInlineParser>(new TaskMarkerParser());
        return builder.Build();
    }
}
