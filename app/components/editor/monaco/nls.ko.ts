import "monaco-editor/nls/lang/ko";
