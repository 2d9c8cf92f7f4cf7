using System.Collections.Concurrent;

namespace NotionStyle.SearchService.Indexing;

/// <summary>The indexes that every change goes to: the one that is searched, and while another is being built, that one, too.</summary>
internal sealed class IndexTargets
{
    private readonly ConcurrentDictionary<string, int> _writers = new(StringComparer.Ordinal);
    private volatile string[] _all = [];

    /// <summary>The indexes; none before the first was found or made.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Puts these in the place of all.</summary>
    public void Set(params string[] indexes) => _all = indexes;

    /// <summary>Somebody is about to write; until what is returned is disposed, the index must not be removed: a write would make it anew, with mappings of its own.</summary>
    public IDisposable Write(string index)
    {
        _writers.AddOrUpdate(index, 1, static (_, count) => count + 1);
        return new Writer(this, index);
    }

    /// <summary>Whether somebody writes into an index.</summary>
    public bool IsWritten(string index) => _writers.GetValueOrDefault(index) > 0;

    private sealed class Writer(IndexTargets targets, string index) : IDisposable
    {
        public void Dispose() => targets._writers.AddOrUpdate(index, 0, static (_, count) => count - 1);
    }
}
