using System.Collections.Immutable;
using System.Text;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>
/// Turns the inline tree of one paragraph, heading or cell into rich text.
/// </summary>
/// <remarks>
/// Two passes. The first walks the tree without recursion (emphasis can nest thousands deep in hostile text) and
/// yields flat pieces. The second pairs HTML elements that are marks (<c>&lt;u&gt;</c>, <c>&lt;b&gt;</c>,
/// <c>&lt;notion-mark&gt;</c>) across the flat pieces, because an element may open inside emphasis and close outside.
/// What pairs with nothing stays raw HTML.
/// </remarks>
internal sealed class InlineReader(MarkdownReadOptions options)
{
    /// <summary>The element that carries a mark which Markdown has no notation for.</summary>
    public const string MarkElement = "notion-mark";

    private static readonly ImmutableArray<RichTextMark> None = [];

    private readonly RichTextBuilder _builder = new();
    private readonly List<Piece> _pieces = [];
    private readonly List<RichTextMark> _links = [];
    private int _bold;
    private int _italic;
    private int _strike;
    private bool _hasHtml;
    private ImmutableArray<RichTextMark>? _open = None;

    private struct Piece
    {
        public string Text;
        public ImmutableArray<RichTextMark> Marks;

        // The marks without the one for HTML, for elements that turn into text.
        public ImmutableArray<RichTextMark> Outside;
        public bool IsHtml;

        // The element of an atomic mark around the piece: what one element surrounds is one run.
        public int Group;
    }

    /// <summary>Reads the inlines after an optional task marker.</summary>
    public RichText Read(ContainerInline? root, out bool? taskState, out bool isDisplayEquation)
    {
        taskState = null;
        isDisplayEquation = false;
        if (root?.FirstChild is not { } first)
        {
            return RichText.Empty;
        }

        if (first is TaskMarker marker)
        {
            taskState = marker.IsChecked;
        }

        isDisplayEquation = first is MathInline { DelimiterCount: > 1 } && first.NextSibling is null;

        // By far the commonest paragraph is one literal.
        if (first is LiteralInline only && only.NextSibling is null)
        {
            return RichText.FromPlain(only.Content.ToString());
        }

        Flatten(root);
        if (_hasHtml)
        {
            PairElements();
        }

        var group = 0;
        foreach (var piece in _pieces)
        {
            if (piece.Group != 0 && piece.Group == group)
            {
                _builder.Continue(piece.Text, piece.Marks);
            }
            else
            {
                _builder.Add(piece.Text, piece.Marks);
            }

            if (piece.Text.Length > 0)
            {
                group = piece.Group;
            }
        }

        _pieces.Clear();
        _hasHtml = false;
        return _builder.ToRichText();
    }

    private void Flatten(ContainerInline root)
    {
        var inline = root.FirstChild;
        while (inline is not null)
        {
            if (inline is ContainerInline container)
            {
                if (Enter(container))
                {
                    if (container.FirstChild is { } child)
                    {
                        inline = child;
                        continue;
                    }

                    Leave(container);
                }
            }
            else
            {
                AddLeaf(inline);
            }

            while (inline.NextSibling is null)
            {
                if (inline.Parent is not { } parent || ReferenceEquals(parent, root))
                {
                    return;
                }

                Leave(parent);
                inline = parent;
            }

            inline = inline.NextSibling;
        }
    }

    private void AddLeaf(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                Add(literal.Content.ToString());
                break;
            case LineBreakInline lineBreak:
                // A soft break is where the author's editor wrapped the line; blocks have no lines.
                Add(lineBreak.IsHard ? "\n" : " ");
                break;
            case CodeInline code:
                AddMarked(code.Content, RichTextMark.Code);
                break;
            case HtmlEntityInline entity:
                Add(entity.Transcoded.ToString());
                break;
            case AutolinkInline link:
                AddMarked(link.Url, RichTextMark.Link(link.IsEmail ? "mailto:" + link.Url : link.Url));
                break;
            case HtmlInline html:
                _hasHtml = true;
                _pieces.Add(
                    new Piece
                    {
                        Text = html.Tag,
                        Marks = RichTextRun.Canonical([.. Open(), RichTextMark.Html]),
                        Outside = Open(),
                        IsHtml = true,
                    }
                );
                break;
            case MathInline math:
                AddMarked(RichText.EquationText, RichTextMark.Equation(math.Content.ToString()));
                break;
            case TaskMarker:
                break;
            default:
                throw new MarkdownException($"No rule for the Markdown element {inline.GetType().Name}; report this.");
        }
    }

    /// <summary>Returns whether the children are to be visited.</summary>
    private bool Enter(ContainerInline container)
    {
        switch (container)
        {
            case EmphasisInline emphasis:
                Count(emphasis, +1);
                return true;
            case LinkInline { IsImage: true } image:
                AddImage(image);
                return false;
            case LinkInline link:
                var target = link.Url ?? "";
                var address = link.IsAutoLink ? target : options.ResolveLink?.Invoke(target) ?? target;
                _links.Add(RichTextMark.Link(address, Clean(link.Title)));
                _open = null;
                if (link.FirstChild is null)
                {
                    // A link without text would vanish: its address is shown instead.
                    Add(address);
                }

                return true;
            case DelimiterInline delimiter:
                Add(delimiter.ToLiteral());
                return true;
            default:
                return true;
        }
    }

    private void Leave(ContainerInline container)
    {
        if (container is EmphasisInline emphasis)
        {
            Count(emphasis, -1);
        }
        else if (container is LinkInline { IsImage: false })
        {
            _links.RemoveAt(_links.Count - 1);
            _open = null;
        }
    }

    private void Count(EmphasisInline emphasis, int delta)
    {
        if (emphasis.DelimiterChar == '~')
        {
            _strike += delta;
        }
        else if (emphasis.DelimiterCount >= 2)
        {
            _bold += delta;
        }
        else
        {
            _italic += delta;
        }

        _open = null;
    }

    private void AddImage(LinkInline image)
    {
        var target = image.Url ?? "";
        var address = options.ResolveImage?.Invoke(target) ?? target;
        var text = new StringBuilder();
        foreach (var inline in image.Descendants<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case LineBreakInline lineBreak:
                    text.Append(lineBreak.IsHard ? '\n' : ' ');
                    break;
                case HtmlInline html:
                    text.Append(html.Tag);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case MathInline math:
                    text.Append(math.Content.AsSpan());
                    break;
                default:
                    break;
            }
        }

        AddMarked(
            text.Length == 0 ? RichText.ImageText : text.ToString(),
            RichTextMark.Image(address, Clean(image.Title))
        );
    }

    private void Add(string text) => _pieces.Add(new Piece { Text = text, Marks = Open() });

    private void AddMarked(string text, RichTextMark mark) =>
        _pieces.Add(new Piece { Text = text, Marks = RichTextRun.Canonical([.. Open(), mark]) });

    private ImmutableArray<RichTextMark> Open()
    {
        if (_open is { } known)
        {
            return known;
        }

        var marks = ImmutableArray.CreateBuilder<RichTextMark>(4);
        if (_links.Count > 0)
        {
            marks.Add(_links[0]);
        }

        if (_bold > 0)
        {
            marks.Add(RichTextMark.Bold);
        }

        if (_italic > 0)
        {
            marks.Add(RichTextMark.Italic);
        }

        if (_strike > 0)
        {
            marks.Add(RichTextMark.Strike);
        }

        var open = marks.ToImmutable();
        _open = open;
        return open;
    }

    private static string? Clean(string? title) => string.IsNullOrEmpty(title) ? null : title;

    /// <summary>Applies the elements that are marks to the pieces between their tags.</summary>
    private void PairElements()
    {
        var marks = new RichTextMark?[_pieces.Count];
        var isClosing = new bool[_pieces.Count];
        var open = new List<(string Name, int Index, RichTextMark Mark)>();
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (!piece.IsHtml)
            {
                continue;
            }

            if (HtmlElements.IsLineBreak(piece.Text))
            {
                _pieces[i] = new Piece { Text = "\n", Marks = piece.Outside };
            }
            else if (HtmlElements.TryReadOpening(piece.Text, out var name, out var mark))
            {
                if (open.Count < MarkdownLimits.MaximumMarkNesting)
                {
                    open.Add((name, i, mark));
                }
            }
            else if (HtmlElements.TryReadClosing(piece.Text, out name))
            {
                var start = open.FindLastIndex(item => item.Name == name);
                if (start >= 0)
                {
                    marks[open[start].Index] = open[start].Mark;
                    marks[i] = open[start].Mark;
                    isClosing[i] = true;
                    open.RemoveRange(start, open.Count - start);
                }
            }
        }

        var active = new List<RichTextMark>();
        var groups = new Stack<int>();
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (marks[i] is { } mark)
            {
                if (isClosing[i])
                {
                    active.RemoveAt(active.LastIndexOf(mark));
                    if (mark.IsAtomic)
                    {
                        groups.Pop();
                    }
                }
                else
                {
                    active.Add(mark);
                    if (mark.IsAtomic)
                    {
                        groups.Push(i + 1);
                    }
                }

                _pieces[i] = new Piece { Text = "", Marks = None };
            }
            else if (active.Count > 0)
            {
                piece.Marks = RichTextRun.Canonical([.. piece.Marks, .. active]);
                piece.Group = groups.TryPeek(out var group) ? group : 0;
                _pieces[i] = piece;
            }
        }
    }
}
