namespace NotionStyle.Blocks;

/// <summary>The stated maximum of everything that a caller can make large. Past a maximum the caller gets an error that names it.</summary>
public static class StoreLimits
{
    /// <summary>Operations in one transaction.</summary>
    public const int OperationsMaximum = 2_000;

    /// <summary>Characters of the JSON of one record's properties, format or permissions, each.</summary>
    public const int RecordJsonLengthMaximum = 512 * 1024;

    /// <summary>Children of one record.</summary>
    public const int ContentMaximum = 50_000;

    /// <summary>Items of a list inside properties or format that list commands work on; a longer one is set as a whole.</summary>
    public const int PropertyListMaximum = 1_000;

    /// <summary>Ancestors between a block and its workspace.</summary>
    public const int DepthMaximum = 128;

    /// <summary>Nesting of JSON values in a request.</summary>
    public const int JsonDepthMaximum = 48;

    /// <summary>Steps in the path of an operation.</summary>
    public const int PathLengthMaximum = 16;

    /// <summary>Characters of a record's type.</summary>
    public const int TypeLengthMaximum = 64;

    /// <summary>Bytes of the body of one request.</summary>
    public const int RequestBytesMaximum = 8 * 1024 * 1024;

    /// <summary>Records in one answer of a page chunk.</summary>
    public const int ChunkMaximum = 1_000;

    /// <summary>Records that are read by their ids at once.</summary>
    public const int ReadMaximum = 1_000;

    /// <summary>Records in one part of a list or of a query.</summary>
    public const int QueryMaximum = 1_000;

    /// <summary>Records in one question of the version sync.</summary>
    public const int SyncMaximum = 1_000;

    /// <summary>Characters of one block's text that search sees; the rest of a longer text is not found by search.</summary>
    public const int SearchTextLengthMaximum = 100_000;

    /// <summary>Hits in one answer of search.</summary>
    public const int SearchMaximum = 100;

    /// <summary>Characters of a search query.</summary>
    public const int SearchQueryLengthMaximum = 1_000;

    /// <summary>Days for which a committed transaction is remembered: a repeat within them has no second effect, and analytics on edits reach this far back.</summary>
    public const int TransactionRetentionDays = 35;

    /// <summary>Hours for which a page cursor may be used.</summary>
    public const int CursorHoursMaximum = 24;
}
