using System.Buffers;
using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Errors;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>
/// The bytes of file uploads, in a directory that all instances of the service share: <c>SPACE/ID</c> has the bytes and <c>SPACE/ID.json</c> what they are called;
/// <c>sending</c> holds what is on its way.
/// </summary>
/// <remarks>
/// A file gets its name only when it is whole and on the disk, and only then does its record say that it is there. Whatever is killed in between leaves an upload that waits
/// for its file still, and at most a leftover that <see cref="Sweep" /> takes away.
/// </remarks>
internal sealed class FileStore(ServiceOptions options, TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Leftovers taken away in one round.</summary>
    private const int SweepMaximum = 10_000;

    /// <summary>What was touched later may be on its way.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private string Root =>
        options.FilesDirectory
        ?? throw new RefusedException(
            new Problem(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                "This service keeps no files: the operator has set no BlockService:FilesDirectory. Use external addresses."
            )
        );

    private string Sending => Path.Combine(Root, "sending");

    /// <summary>Refuses when no files are kept here.</summary>
    public void Require() => _ = Root;

    /// <summary>Lets one sender in for each upload, over all instances.</summary>
    /// <exception cref="BlockStoreException">Somebody is sending it just now.</exception>
    public IDisposable Enter(Guid id)
    {
        DurableDirectory.Create(Sending);
        try
        {
            var file = new FileStream(
                Path.Combine(Sending, $"{id:N}.lock"),
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.None
            );
            // A lock that is held is no leftover.
            File.SetLastWriteTimeUtc(file.SafeFileHandle, time.GetUtcNow().UtcDateTime);
            return file;
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new BlockStoreException(
                ErrorCode.ConflictError,
                $"The file of file upload {id} is being sent by another request. Wait for that, or send it again later.",
                e
            );
        }
    }

    /// <summary>Receives the bytes of an upload; whoever calls has entered.</summary>
    /// <returns>How many there are; all of them are on the disk.</returns>
    public async Task<long> ReceiveAsync(Guid id, Stream body, CancellationToken ct)
    {
        await using var file = new FileStream(
            PartOf(id),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0
        );
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long length = 0;
            int read;
            while ((read = await FileForm.ReadAsync(body, buffer, ct)) > 0)
            {
                length += read;
                if (length > FileUploadLimits.FileBytesMaximum)
                    throw new BlockStoreException(
                        ErrorCode.PayloadTooLarge,
                        $"The file is larger than {FileUploadLimits.FileBytesMaximum} bytes, the maximum of a file in a single part. Send a smaller one, or give its address as an external file."
                    );
                await WriteAsync(file, buffer.AsMemory(0, read), ct);
            }

            await WriteAsync(file, null, ct);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes a piece; null makes what was written durable.</summary>
    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte>? piece, CancellationToken ct)
    {
        try
        {
            if (piece is { } bytes)
                await file.WriteAsync(bytes, ct);
            else
                file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw new BlockStoreException(
                ErrorCode.ServiceUnavailable,
                "The file cannot be kept just now; the disk of the service may be full. Send it again later.",
                e
            );
        }
    }

    /// <summary>Gives received bytes their name. What was there under it, of a sender who was killed before its record was written, is replaced.</summary>
    public void Keep(Guid spaceId, Guid id, KeptFile what)
    {
        var directory = DirectoryOf(spaceId);
        DurableDirectory.Create(directory);
        var details = Path.Combine(Sending, $"{id:N}.json");
        using (var file = new FileStream(details, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, what);
            file.Flush(flushToDisk: true);
        }

        File.Move(details, DetailsOf(spaceId, id), overwrite: true);
        File.Move(PartOf(id), PathOf(spaceId, id), overwrite: true);
        DurableDirectory.Flush(directory);
    }

    /// <summary>Takes away what was received and will not be kept.</summary>
    public void Discard(Guid id) => File.Delete(PartOf(id));

    /// <summary>The file of an upload; null when there is none.</summary>
    public (string Path, KeptFile What)? Find(Guid spaceId, Guid id)
    {
        var path = PathOf(spaceId, id);
        try
        {
            return
                File.Exists(path)
                && JsonSerializer.Deserialize<KeptFile>(File.ReadAllBytes(DetailsOf(spaceId, id))) is { } what
                ? (path, what)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes away what senders left behind who were killed.</summary>
    /// <returns>How many files.</returns>
    public int Sweep()
    {
        if (options.FilesDirectory is null || !Directory.Exists(Sending))
            return 0;
        var before = (time.GetUtcNow() - LeftoverAge).UtcDateTime;
        var swept = 0;
        foreach (var file in new DirectoryInfo(Sending).EnumerateFiles().Take(SweepMaximum))
        {
            if (file.LastWriteTimeUtc >= before)
                continue;
            file.Delete();
            swept++;
        }

        return swept;
    }

    // All names are made of ids, so that no name that a caller chose is ever part of a path.
    private string DirectoryOf(Guid spaceId) => Path.Combine(Root, spaceId.ToString("N"));

    private string PathOf(Guid spaceId, Guid id) => Path.Combine(DirectoryOf(spaceId), id.ToString("N"));

    private string DetailsOf(Guid spaceId, Guid id) => PathOf(spaceId, id) + ".json";

    private string PartOf(Guid id) => Path.Combine(Sending, $"{id:N}.part");
}

/// <summary>What a kept file is called, for those who fetch it.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="ContentType">Its media type.</param>
internal sealed record KeptFile(string Name, string ContentType);
