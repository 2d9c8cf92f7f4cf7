using System.Text;

namespace NotionStyle.Lab.Import;

/// <summary>One Markdown file of a source.</summary>
/// <param name="Path">Relative, with slashes.</param>
/// <param name="Read">Gives its bytes; safe to call from any thread.</param>
internal sealed record SourceFile(string Path, Func<byte[]> Read);

/// <summary>What there is in a folder or an archive.</summary>
/// <param name="Name">The name of the folder or archive, for the page above everything.</param>
/// <param name="Files">The Markdown files, by path in ordinal order.</param>
/// <param name="Others">The paths of all other files, which pages may show or link to.</param>
/// <param name="Skipped">What was left out so far; reading goes on adding to it.</param>
internal sealed record MarkdownSource(
    string Name,
    IReadOnlyList<SourceFile> Files,
    IReadOnlyList<string> Others,
    SkippedFiles Skipped
)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Opens a folder, a single Markdown file, or a <c>.tar.gz</c>, <c>.tgz</c> or <c>.tar</c>.</summary>
    public static async Task<MarkdownSource> OpenAsync(string path, ImportLimits limits, CancellationToken ct)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
            return FolderSource.Open(full, limits);
        if (!File.Exists(full))
            throw new LabException(
                $"There is no file or folder {full}. Give the path of a folder or .tar.gz of Markdown."
            );
        var name = System.IO.Path.GetFileName(full);
        if (TarSource.IsArchive(name))
            return await TarSource.OpenAsync(full, limits, ct);
        if (!SourcePath.IsMarkdown(name))
            throw new LabException(
                $"{full} is neither a folder, nor a .tar.gz, .tgz or .tar, nor a .md file. Give one of these."
            );
        return new MarkdownSource(
            System.IO.Path.GetFileNameWithoutExtension(name),
            [new SourceFile(name, () => File.ReadAllBytes(full))],
            [],
            new SkippedFiles()
        );
    }

    /// <summary>The text of a file; null when it was skipped.</summary>
    public string? ReadText(SourceFile file, ImportLimits limits)
    {
        try
        {
            var bytes = file.Read();
            if (bytes.LongLength > limits.FileBytesMaximum)
            {
                Skipped.Add(SkipReason.TooLarge, file.Path, $"at most {limits.FileBytesMaximum} bytes are accepted");
                return null;
            }

            if (bytes.AsSpan().Contains((byte)0))
            {
                Skipped.Add(SkipReason.NoText, file.Path, "it has a NUL byte");
                return null;
            }

            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Skipped.Add(SkipReason.NoText, file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skipped.Add(SkipReason.Unreadable, file.Path, e.Message);
        }

        return null;
    }
}
