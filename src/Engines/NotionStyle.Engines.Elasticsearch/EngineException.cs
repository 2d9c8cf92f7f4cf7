namespace NotionStyle.Engines.Elasticsearch;

/// <summary>Why the server cannot run, or cannot open an index: the message names the file or setting and the remedy.</summary>
public sealed class EngineException(string message, Exception? inner = null) : Exception(message, inner);
