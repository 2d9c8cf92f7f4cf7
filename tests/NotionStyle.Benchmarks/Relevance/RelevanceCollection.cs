namespace NotionStyle.Benchmarks.Relevance;

/// <summary>Documents, questions, and which documents other people found to answer which question.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Pages">The documents.</param>
/// <param name="Questions">The questions.</param>
internal sealed record RelevanceCollection(
    string Name,
    IReadOnlyList<SourcePage> Pages,
    IReadOnlyList<Question> Questions
);

/// <summary>A document as it becomes a page.</summary>
/// <param name="Key">Its name in the judgements.</param>
/// <param name="Title">The page's title.</param>
/// <param name="Markdown">All of it, with the title as first heading.</param>
internal sealed record SourcePage(string Key, string Title, string Markdown);

/// <summary>A question with its judgements.</summary>
/// <param name="Text">What a person asks.</param>
/// <param name="Gains">The documents that answer it, each with its gain (more is better, above 0).</param>
internal sealed record Question(string Text, IReadOnlyDictionary<string, double> Gains);
