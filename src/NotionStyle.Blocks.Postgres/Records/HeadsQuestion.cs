using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>Asks for the heads of records and of all that is above them.</summary>
internal static class HeadsQuestion
{
    /// <summary>Adds the statement; its rows are for <see cref="RecordReader.ReadHeadsAsync" />. Blocks alone, nearly always, need one that is planned faster.</summary>
    public static void AddHeads(
        this NpgsqlBatch batch,
        ShardRoute route,
        Guid spaceId,
        IEnumerable<RecordPointer> pointers
    )
    {
        var ids = pointers.ToLookup(p => p.Table, p => p.Id);
        if (ids.All(t => t.Key is RecordTable.Block or RecordTable.Space or RecordTable.NotionUser))
        {
            batch.Add(route.Sql.Heads).With(spaceId).With(ids[RecordTable.Block].ToArray());
            return;
        }

        var command = batch.Add(route.Sql.HeadsOfAny).With(spaceId);
        foreach (var table in RecordSql.HeadTables)
            command.With(ids[table].ToArray());
    }
}
