import { PageLoading } from "@/app/components/site/page-loading";

export default PageLoading;
