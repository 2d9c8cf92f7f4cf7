namespace Aspire.Hosting.LocalData;

/// <summary>Replaces a file as a whole: a reader sees the old text or the new one, never a half.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text, UnixFileMode? mode = null)
    {
        var temporary = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        File.Delete(temporary);
        using (var file = new FileStream(temporary, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
