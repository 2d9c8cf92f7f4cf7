namespace NotionStyle.Dashboard.Api;

/// <summary>A statement, or what it brings, cannot be answered; the message is for the caller.</summary>
internal sealed class SqlRefusedException(string message) : Exception(message);
