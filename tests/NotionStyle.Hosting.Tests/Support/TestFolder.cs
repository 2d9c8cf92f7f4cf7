namespace NotionStyle.Hosting.Tests.Support;

/// <summary>A folder of the test's own, removed with it. Other accounts may enter it.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("notionstyle-hosting-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string FileNamed(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
