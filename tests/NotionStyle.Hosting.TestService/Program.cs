// A service that does what the tests of the host tell it to.
using System.Collections;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/health", () => Results.Ok());
app.MapGet("/pid", () => Environment.ProcessId);
app.MapGet("/args", () => args);
app.MapGet("/directory", Directory.GetCurrentDirectory);
app.MapGet(
    "/environment",
    () =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value)
);
app.Run();
