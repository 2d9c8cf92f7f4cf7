using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>A record as the operations of one transaction have changed it so far.</summary>
/// <param name="record">A copy that is the transaction's own; <see cref="ContentChanges" /> says from when on its content is.</param>
internal sealed class WorkingCopy(Record record)
{
    public Record Record { get; } = record;

    public RecordFields Fields { get; set; }

    public ContentChanges Content { get; } = new();
}

/// <summary>
/// What happened to a content. List commands put and take out single children, and never list one twice; so to check them, those children are all there is to
/// look at, however long the content is. A content that was set as a whole may be anything and is compared as a whole.
/// </summary>
internal sealed class ContentChanges
{
    private readonly HashSet<Guid> _in = [];
    private readonly HashSet<Guid> _out = [];

    /// <summary>Whether the content was set as a whole; then <see cref="In" /> and <see cref="Out" /> say nothing.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Whether the list of the working copy is its own, to be changed in place, and not the one of the before picture.</summary>
    public bool IsOwn { get; set; }

    /// <summary>Children that were not in the content before.</summary>
    public IReadOnlyCollection<Guid> In => _in;

    /// <summary>Children that were in the content before.</summary>
    public IReadOnlyCollection<Guid> Out => _out;

    /// <summary>A child that was not there was put in.</summary>
    public void Put(Guid id)
    {
        if (!_out.Remove(id))
            _in.Add(id);
    }

    /// <summary>A child that was there was taken out.</summary>
    public void Take(Guid id)
    {
        if (!_in.Remove(id))
            _out.Add(id);
    }

    /// <summary>Whether a child is listed now because of a list command, or not any more; null when none said anything of it.</summary>
    public bool? Lists(Guid id) =>
        _in.Contains(id) ? true
        : _out.Contains(id) ? false
        : null;
}
