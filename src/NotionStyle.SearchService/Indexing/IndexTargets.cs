namespace NotionStyle.SearchService.Indexing;

/// <summary>The indexes that every change goes to: the one that is searched, and while another is being built, that one, too.</summary>
internal sealed class IndexTargets
{
    private volatile string[] _all = [];

    /// <summary>The indexes; none before the first was found or made.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Puts these in the place of all.</summary>
    public void Set(params string[] indexes) => _all = indexes;
}
