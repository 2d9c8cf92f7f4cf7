namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>The limits of file uploads, as Notion's documentation states them.</summary>
internal static class FileUploadLimits
{
    /// <summary>Bytes of a file that is sent in a single part.</summary>
    public const int FileBytesMaximum = 20 * 1024 * 1024;

    /// <summary>Bytes of a file's name in UTF-8.</summary>
    public const int NameBytesMaximum = 900;

    /// <summary>Characters of a media type.</summary>
    public const int ContentTypeLengthMaximum = 200;

    /// <summary>Room for the framing of the form around the file.</summary>
    public const int FormBytesMaximum = 64 * 1024;

    /// <summary>After this long an upload ends that was attached to nothing.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A file that takes longer to arrive than this is given up.</summary>
    public static readonly TimeSpan SendMaximum = TimeSpan.FromMinutes(10);

    /// <summary>What is wrong with a file's name, as the end of "should be …"; null when it may be one.</summary>
    public static string? NameProblem(string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) is var bytes && bytes > NameBytesMaximum)
            return $"at most {NameBytesMaximum} bytes in UTF-8";
        if (bytes == 0)
            return "not empty";
        return name is "." or ".." || name.Any(c => c is '/' or '\\' || char.IsControl(c))
            ? "the name of a file alone, without a path and without control characters"
            : null;
    }
}
