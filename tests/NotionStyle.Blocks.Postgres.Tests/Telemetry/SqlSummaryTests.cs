using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Telemetry;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Tests.Telemetry;

public sealed class SqlSummaryTests
{
    [Theory]
    [InlineData("SELECT 1", "SELECT", null)]
    [InlineData("  COMMIT", "COMMIT", null)]
    [InlineData("listen changes", "LISTEN", null)]
    [InlineData("", "", null)]
    [InlineData("SELECT shard FROM shard_map", "SELECT", null)]
    [InlineData("SELECT epoch FROM notionstyle.owned_shard WHERE logical_shard = $1", "SELECT", null)]
    [InlineData("SELECT * FROM shard480.block", "SELECT", null)]
    [InlineData("SELECT * FROM shard12.block", "SELECT", null)]
    [InlineData("SELECT 'shard'", "SELECT", null)]
    [InlineData("SELECT * FROM shard017", "SELECT", null)]
    [InlineData("DELETE FROM shard479.transaction WHERE x", "DELETE", 479)]
    [InlineData("SELECT owned_shard FROM shard000.block", "SELECT", 0)]
    [InlineData("WITH RECURSIVE up AS (SELECT * FROM shard017.block) SELECT * FROM up", "SELECT", 17)]
    public void The_verb_and_the_shard_are_read_from_the_text(string sql, string operation, int? shard)
    {
        var summary = SqlSummary.Of(sql);
        Assert.Equal((operation, shard), (summary.Operation, summary.Shard));
        Assert.Equal(shard is null, summary.Table is null);
    }

    [Fact]
    public void Every_statement_on_records_names_its_shard()
    {
        for (var shard = 0; shard < LogicalShard.Count; shard += 37)
        {
            var sql = RecordSql.Of(shard);
            var updates = RecordTables.All.Select(t => sql.Update(t, RecordFields.All, single: true));
            string[] statements =
            [
                .. sql.Lock.Values,
                .. sql.Read.Values,
                .. sql.Insert.Values,
                .. updates,
                sql.Remember,
                sql.Fence,
                sql.Heads,
                sql.HeadsOfAny,
                sql.Descend,
                sql.Places,
            ];
            Assert.All(statements, s => Assert.Equal(shard, SqlSummary.Of(s).Shard));
            Assert.Equal("SELECT comment", SqlSummary.Of(sql.Read[RecordTable.Comment]).ToString());
        }
    }
}
