using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Ports;

/// <summary>
/// Questions about records that no <c>content</c> lists. Every list goes on by a cursor that is good whatever is edited meanwhile: it holds the order's own values of the
/// last record, not a number of records.
/// </summary>
/// <remarks>
/// Only what the actor may read is answered. A cursor is opaque, bound to its question (another question refuses it as a validation error) and gives no rights.
/// Every method refuses by <see cref="Errors.BlockStoreException" />; a parent that the actor may not know of is not found.
/// </remarks>
public interface IRecordQueries
{
    /// <summary>Alive children of a record in one table, in the order in which they were made: the data sources of a database, the discussions of a block.</summary>
    Task<RecordPage> ListChildrenAsync(
        Actor actor,
        RecordPointer parent,
        RecordTable table,
        PageRequest page,
        CancellationToken ct
    );

    /// <summary>The comments of every discussion of a page or block, in the order in which they were made. Of blocks inside it nothing.</summary>
    Task<RecordPage> ListCommentsAsync(Actor actor, Guid blockId, PageRequest page, CancellationToken ct);

    /// <summary>The actor's own file uploads, newest first.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="status">Only those with this <c>format.status</c>; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="ct">Cancels the question.</param>
    Task<RecordPage> ListUploadsAsync(Actor actor, string? status, PageRequest page, CancellationToken ct);

    /// <summary>Rows of a data source by filter and sorts. Only what <see cref="RowQuery" /> allows.</summary>
    Task<RecordPage> QueryRowsAsync(Actor actor, RowQuery query, CancellationToken ct);

    /// <summary>Pages and data sources whose title contains a text, ordered by when they were edited last.</summary>
    Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query, CancellationToken ct);
}

/// <summary>Which part of a list.</summary>
/// <param name="Limit">Records wanted, 1 to <see cref="StoreLimits.QueryMaximum" />.</param>
/// <param name="Cursor">Where the part before ended; null for the first.</param>
public readonly record struct PageRequest(int Limit, string? Cursor);

/// <summary>A part of a list. It may hold fewer records than were asked for, and still go on: what the actor may not read is left out.</summary>
/// <param name="Records">The records, in the list's order.</param>
/// <param name="NextCursor">Where the next part begins; null at the end.</param>
public sealed record RecordPage(IReadOnlyList<PlacedRecord> Records, string? NextCursor)
{
    /// <summary>A cursor behind each of the records, when the question asked for them; else none.</summary>
    public IReadOnlyList<string> Cursors { get; init; } = [];
}

/// <summary>A search by title.</summary>
/// <param name="Text">What the title contains, in any case; empty for every title.</param>
/// <param name="Kind">Only pages (<see cref="RecordTable.Block" />) or only data sources (<see cref="RecordTable.Collection" />); null for both.</param>
/// <param name="IsAscending">Oldest edit first; else newest first.</param>
/// <param name="Page">Which part.</param>
public sealed record TitleQuery(string Text, RecordTable? Kind, bool IsAscending, PageRequest Page)
{
    /// <summary>The question as cursors name it: whoever answers it takes up the cursors of whoever answered it before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not one to <see cref="StoreLimits.QueryMaximum" />.</exception>
    public ulong QuestionOf(Actor actor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Page.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Page.Limit, StoreLimits.QueryMaximum);
        return KeysetCursor.QuestionOf(actor, "title", Text, Kind?.Name(), IsAscending ? "ascending" : "descending");
    }
}
