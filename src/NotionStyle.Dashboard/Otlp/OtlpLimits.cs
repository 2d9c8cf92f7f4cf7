namespace NotionStyle.Dashboard.Otlp;

/// <summary>What the receiver takes at most. A request beyond a limit of requests is refused as a whole; a record beyond a limit of records is cut, and says so in its attributes.</summary>
internal static class OtlpLimits
{
    /// <summary>Bytes of a request as they come over the wire; over gRPC, whose library knows one limit, also once they are unpacked. Collectors take 4 MiB by default.</summary>
    public const int RequestBytes = 16 << 20;

    /// <summary>Bytes of a request over HTTP once they are unpacked: a gzip bomb ends here.</summary>
    public const int MessageBytes = 64 << 20;

    /// <summary>Bytes of a request in JSON, which takes many times its size once it is parsed.</summary>
    public const int JsonBytes = 4 << 20;

    /// <summary>Bytes of all requests that are being worked on together; further ones are asked to come later.</summary>
    public const long BytesInFlight = 256L << 20;

    /// <summary>
    /// Protobuf messages (spans, attributes, values) in a request. An empty one takes two bytes on the wire and some hundred in memory, so that bytes alone are no bound.
    /// </summary>
    public const int Messages = 1_000_000;

    /// <summary>How deep messages may be in each other; protobuf's own default.</summary>
    public const int Depth = 100;

    /// <summary>Attributes of a record, of an event or of a link; the Aspire dashboard's default too.</summary>
    public const int Attributes = 128;

    /// <summary>Events of a span.</summary>
    public const int Events = 128;

    /// <summary>Links of a span.</summary>
    public const int Links = 128;

    /// <summary>Characters of the value of an attribute and of the body of a log record.</summary>
    public const int Value = 32 * 1024;

    /// <summary>Characters of names, keys and the like.</summary>
    public const int Name = 1_024;

    /// <summary>Buckets of a histogram with given bounds.</summary>
    public const int Buckets = 1_024;

    /// <summary>Buckets of either sign of an exponential histogram; neighbours are merged until they fit.</summary>
    public const int ExponentialBuckets = 160;

    /// <summary>Exemplars of a point.</summary>
    public const int Exemplars = 16;

    /// <summary>Quantiles of a summary.</summary>
    public const int Quantiles = 64;
}
