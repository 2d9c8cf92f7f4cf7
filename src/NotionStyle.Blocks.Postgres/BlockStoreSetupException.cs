namespace NotionStyle.Blocks.Postgres;

/// <summary>The store cannot start: one line for the operator that names the cause and the remedy.</summary>
public sealed class BlockStoreSetupException : Exception
{
    /// <summary>Refuses to start.</summary>
    public BlockStoreSetupException(string message, Exception? inner = null)
        : base(message, inner) { }
}
