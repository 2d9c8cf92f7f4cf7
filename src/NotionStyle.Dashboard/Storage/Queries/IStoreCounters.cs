namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>What the writer counts and the tables do not tell. Counts since the start of this process.</summary>
internal interface IStoreCounters
{
    /// <summary>Records that were taken and are durable.</summary>
    long Received { get; }

    /// <summary>Records that were there already.</summary>
    long Duplicates { get; }

    /// <summary>Records that could not be kept.</summary>
    long Rejected { get; }

    /// <summary>Records that were sent back for later.</summary>
    long Refused { get; }

    /// <summary>Records that were removed because of their age or the size of the store.</summary>
    long AgedOut { get; }

    /// <summary>Records that wait to be stored.</summary>
    int QueueLength { get; }

    /// <summary>What the queue refuses at.</summary>
    int QueueMaximum { get; }

    /// <summary>Bytes that the data takes on disk.</summary>
    long BytesStored { get; }

    /// <summary>What the oldest is removed at.</summary>
    long BytesMaximum { get; }
}
