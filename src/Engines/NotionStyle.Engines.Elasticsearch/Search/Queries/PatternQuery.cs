using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Matches the terms of a field that a test accepts. The terms are walked through from the literal beginning that all of them share, and the clock is asked on the way, so that no pattern
/// can hold a search longer than its timeout. Every match scores the same.
/// </summary>
internal sealed class PatternQuery : MultiTermQuery
{
    private readonly string prefix;
    private readonly string literal;
    private readonly Func<string, bool> accepts;
    private readonly string description;
    private readonly SearchClock clock;

    /// <summary>Makes the query.</summary>
    /// <param name="field">The field.</param>
    /// <param name="literal">What every match begins with, behind the field's own prefix.</param>
    /// <param name="accepts">The test of the rest of a term behind the field's own prefix.</param>
    /// <param name="description">How explanations show it.</param>
    /// <param name="clock">When to end.</param>
    public PatternQuery(
        QueryField field,
        string literal,
        Func<string, bool> accepts,
        string description,
        SearchClock clock
    )
        : base(field.Name)
    {
        prefix = field.Prefix;
        this.literal = literal;
        this.accepts = accepts;
        this.description = description;
        this.clock = clock;
        MultiTermRewriteMethod = CONSTANT_SCORE_FILTER_REWRITE;
    }

    /// <summary>The query for one term in any case.</summary>
    public static PatternQuery IgnoringCase(QueryContext context, QueryField field, string text) =>
        new(
            field,
            "",
            term => term.Equals(text, StringComparison.OrdinalIgnoreCase),
            $"{text} (in any case)",
            context.Clock
        );

    /// <summary>Whether a term matches, for highlights.</summary>
    public bool IsMatch(string term) =>
        term.StartsWith(prefix, StringComparison.Ordinal)
        && term.AsSpan(prefix.Length).StartsWith(literal, StringComparison.Ordinal)
        && accepts(term[prefix.Length..]);

    /// <inheritdoc/>
    public override string ToString(string field) => $"{m_field}:{description}";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    protected override TermsEnum GetTermsEnum(Terms terms, AttributeSource atts) =>
        new Walk(terms.GetEnumerator(), this);

    private sealed class Walk : FilteredTermsEnum
    {
        private readonly PatternQuery query;
        private readonly BytesRef begin;

        public Walk(TermsEnum terms, PatternQuery query)
            : base(terms)
        {
            this.query = query;
            begin = new BytesRef(query.prefix + query.literal);
            SetInitialSeekTerm(begin);
        }

        protected override AcceptStatus Accept(BytesRef term)
        {
            query.clock.Tick();
            if (!StringHelper.StartsWith(term, begin))
                return AcceptStatus.END;
            return query.accepts(term.Utf8ToString()[query.prefix.Length..]) ? AcceptStatus.YES : AcceptStatus.NO;
        }
    }
}
