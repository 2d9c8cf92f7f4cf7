using DuckDB.NET.Native;

namespace NotionStyle.Dashboard.Storage;

/// <summary>A transaction of the writer failed; nothing of it is stored.</summary>
internal sealed class StoreWriteException(string message, DuckDBErrorType reason) : Exception(message)
{
    /// <summary>DuckDB's reason.</summary>
    public DuckDBErrorType Reason { get; } = reason;
}
