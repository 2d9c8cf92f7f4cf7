// A service that does what the tests of the host tell it to.
using System.Collections;
using NotionStyle.ServiceDefaults;

return await ServiceProgram.RunAsync("test service", Create, Console.Error);

WebApplication Create()
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    var app = builder.Build();
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
    return app;
}
