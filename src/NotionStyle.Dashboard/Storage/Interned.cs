namespace NotionStyle.Dashboard.Storage;

/// <summary>Numbers for things that come again and again, at most a maximum. Numbers are never used twice.</summary>
internal sealed class Interned<TKey>(int maximum)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _numbers = [];
    private readonly List<TKey> _uncommitted = [];
    private int _last;

    /// <summary>How many there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>Takes what is stored.</summary>
    public void Load(TKey key, int number)
    {
        _numbers.TryAdd(key, number);
        _last = Math.Max(_last, number);
    }

    /// <summary>The number of a thing. Null when there is no room for a new one.</summary>
    public int? Number(TKey key, out bool isNew)
    {
        isNew = false;
        if (_numbers.TryGetValue(key, out var number))
            return number;
        if (_numbers.Count >= maximum)
            return null;
        isNew = true;
        _numbers.Add(key, ++_last);
        _uncommitted.Add(key);
        return _last;
    }

    /// <summary>What was new is stored now.</summary>
    public void Commit() => _uncommitted.Clear();

    /// <summary>What was new is not stored.</summary>
    public void Rollback()
    {
        foreach (var key in _uncommitted)
            _numbers.Remove(key);
        _uncommitted.Clear();
    }

    /// <summary>What has these numbers is not stored any more.</summary>
    public void Forget(HashSet<int> numbers)
    {
        foreach (var key in _numbers.Where(p => numbers.Contains(p.Value)).Select(p => p.Key).ToList())
            _numbers.Remove(key);
    }
}
